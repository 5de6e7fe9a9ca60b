package native

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestFoldersStandAtTheirOwnPaths(t *testing.T) {
	tr := newTree([]string{"/home/anna/docs", "C:/Users/Anna", "/home/anna/docs/inner", "/", "../../etc", "/a//b"})
	for name, want := range map[string]string{
		"/home/anna/docs": "0 .", "/home/anna/docs/x/y": "0 x/y", "/home/anna/docs/inner/x": "2 x", "/C:/Users/Anna/f.txt": "1 f.txt",
		"/home/anna/docsx": "3 home/anna/docsx", "/etc": "3 etc", "/": "3 .",
	} {
		at, ok := tr.find(name)
		if got := string(rune('0'+at.Folder)) + " " + at.Path; !ok || got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if tr.roots[4] != "" || tr.roots[5] != "" {
		t.Errorf("folders that are no clean paths have a place: %q", tr.roots)
	}
	two := newTree([]string{"/srv/a", "/srv/b"})
	if names, ok := two.above("/srv"); !ok || !slices.Equal(names, []string{"a", "b"}) || two.home() != "/" {
		t.Errorf("above: %v, %v", names, ok)
	}
	for _, name := range []string{"/etc", "/sr", "/srv/c", "/srv/ab"} {
		if _, ok := two.find(name); ok {
			t.Errorf("%s is in a folder", name)
		}
		if _, ok := two.above(name); ok {
			t.Errorf("%s leads to a folder", name)
		}
	}
}

// FuzzTree holds that whatever a client's end calls its folders and a program asks for, what is asked there is a path in one of them.
func FuzzTree(f *testing.F) {
	f.Add("/home/a", "/home", "/home/a/../b")
	f.Add("C:/x", "", "//x//")
	f.Fuzz(func(t *testing.T, one, two, name string) {
		tr := newTree([]string{one, two})
		name = path.Clean("/" + name) // as the library hands it on
		at, ok := tr.find(name)
		if ok && (!fs.ValidPath(at.Path) && strings.ToValidUTF8(name, "") == name || int(at.Folder) > 1) {
			t.Errorf("%q in %q is %v", name, tr.roots, at)
		}
		names, _ := tr.above(name)
		for _, n := range names {
			if n == "" || n == ".." || strings.Contains(n, "/") {
				t.Errorf("%q leads to %q", name, n)
			}
		}
	})
}
