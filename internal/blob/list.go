package blob

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"surety/internal/fault"
)

// List reads one folder at a time: however many blobs there are, few names are in memory.
func (d *directory) List(ctx context.Context, after string, limit int) (all []Info, err error) {
	defer fault.Wrap(&err, "list blobs")
	firsts, err := d.names(".")
	for _, first := range firsts {
		if len(first) != 1 || first < after[:min(1, len(after))] || err != nil {
			continue
		}
		var seconds []string
		seconds, err = d.names(first)
		for _, second := range seconds {
			if first+second < after[:min(2, len(after))] || err != nil {
				continue
			}
			if all, err = d.listFolder(ctx, first+"/"+second, after, limit, all); len(all) == limit {
				return all, err
			}
		}
	}
	return all, err
}

// listFolder adds the blobs of one folder. What is no blob of ours is not told of, nor is one removed meanwhile.
func (d *directory) listFolder(ctx context.Context, folder, after string, limit int, all []Info) ([]Info, error) {
	if err := ctx.Err(); err != nil {
		return all, err
	}
	names, err := d.names(folder)
	for _, name := range names {
		if name <= after || !isName(name) || folderOf(name) != folder {
			continue
		}
		info, statErr := d.root.Lstat(pathOf(name))
		if errors.Is(statErr, fs.ErrNotExist) || statErr == nil && !info.Mode().IsRegular() {
			continue
		}
		if statErr != nil {
			return all, statErr
		}
		if all = append(all, Info{name, info.ModTime()}); len(all) == limit {
			break
		}
	}
	return all, err
}

// names are those in a folder, sorted; none when it is no folder.
func (d *directory) names(folder string) ([]string, error) {
	if info, err := d.root.Lstat(folder); err != nil || !info.IsDir() {
		return nil, err
	}
	f, err := d.root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}
