package scan

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"surety/internal/scan/archive"
	"surety/internal/scan/cell"
	"surety/internal/scan/picture"
)

const lookWithin = 10 * time.Minute

var archiveWork = cell.Work{Name: "archive", Do: func(ctx context.Context, r io.ReaderAt, size int64, _ string) ([]byte, error) {
	report, err := archive.Look(ctx, r, size)
	if err != nil {
		return nil, err
	}
	return json.Marshal(report)
}}

// Enter makes this process a cell if it was started as one (see package cell). A program that scans or shows files calls
// it before anything else.
func Enter() { cell.Enter(archiveWork, picture.Work) }

// LookInCell is archive.Look in a cell; where the system has none, it looks in this process.
func LookInCell(ctx context.Context, r io.ReaderAt, size int64) (report archive.Report, err error) {
	b, err := cell.Run(ctx, archiveWork.Name, r, size, "", cell.Limits{Within: lookWithin})
	if errors.Is(err, cell.ErrNone) {
		return archive.Look(ctx, r, size)
	}
	if err != nil {
		return report, err
	}
	return report, json.Unmarshal(b, &report)
}
