package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"
)

const (
	longFile     = 400 // lines
	longFunction = 60
)

// long are the files and functions that may be longer, each with its reason.
var long = map[string]string{}

// TestSizesAreReadable speaks of files above 400 lines and functions above 60. Tests and generated files are exempt.
func TestSizesAreReadable(t *testing.T) {
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Error(err)
				continue
			}
			if ast.IsGenerated(file) {
				continue
			}
			at := p.ImportPath + "/" + name
			if lines := set.File(file.Pos()).LineCount(); lines > longFile && long[at] == "" {
				t.Errorf("%s has %d lines: split it, or say in long why it must not be", at, lines)
			}
			functions(t, set, file, at)
		}
	}
}

func functions(t *testing.T, set *token.FileSet, file *ast.File, at string) {
	t.Helper()
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		lines := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1
		if lines > longFunction && long[at+":"+f.Name.Name] == "" {
			t.Errorf("%s: %s has %d lines: split it, or say in long why it must not be", at, f.Name.Name, lines)
		}
	}
}
