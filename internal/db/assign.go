package db

import (
	"bytes"
	"database/sql"
	"fmt"
	"reflect"
)

// assign copies a column into a place. A column is nil, an int64, a float64, or bytes that may not be kept; texts and
// blobs both come as bytes.
func assign(place, column any) error {
	switch p := place.(type) {
	case *string:
		if b, ok := column.([]byte); ok {
			*p = string(b)
			return nil
		}
	case *int64:
		if n, ok := column.(int64); ok {
			*p = n
			return nil
		}
	case *bool:
		if n, ok := column.(int64); ok {
			*p = n != 0
			return nil
		}
	case *[]byte:
		if b, ok := column.([]byte); ok || column == nil {
			*p = bytes.Clone(b)
			return nil
		}
		*p = fmt.Append(nil, column)
		return nil
	case sql.Scanner:
		if b, ok := column.([]byte); ok {
			column = bytes.Clone(b)
		}
		return p.Scan(column)
	}
	return assignKind(reflect.ValueOf(place), column)
}

// assignKind serves named types and pointers that stay nil for NULL.
func assignKind(place reflect.Value, column any) error {
	if place.Kind() != reflect.Pointer || place.IsNil() {
		return fmt.Errorf("db: %s is no place", place.Type())
	}
	v := place.Elem()
	if v.Kind() == reflect.Pointer {
		if column == nil {
			v.SetZero()
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return assign(v.Interface(), column)
	}
	switch c := column.(type) {
	case int64:
		switch {
		case v.CanInt() && !v.OverflowInt(c):
			v.SetInt(c)
			return nil
		case v.CanUint() && c >= 0 && !v.OverflowUint(uint64(c)):
			v.SetUint(uint64(c))
			return nil
		case v.Kind() == reflect.Bool:
			v.SetBool(c != 0)
			return nil
		case v.CanFloat():
			v.SetFloat(float64(c))
			return nil
		}
	case float64:
		if v.CanFloat() {
			v.SetFloat(c)
			return nil
		}
	case []byte:
		switch {
		case v.Kind() == reflect.String:
			v.SetString(string(c))
			return nil
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
			v.SetBytes(bytes.Clone(c))
			return nil
		}
	}
	return fmt.Errorf("db: a %T does not fit %s", column, v.Type())
}
