package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"surety/internal/db"
	"surety/internal/db/transfer"
	"surety/internal/vault/parcel"
)

// head is the first line within a sealed set; the rows follow. See [transfer].
type head struct {
	Format     int               `json:"format"`
	Migrations []int64           `json:"migrations"`
	Files      map[string][]byte `json:"files,omitempty"`
}

const setFormat = 1

// content is what goes into a sealed set.
type content struct {
	tables []transfer.Table
	head   head
}

// contentOf must be asked for before the transaction in which it is sealed.
func contentOf(ctx context.Context, d *db.DB, files map[string][]byte) (c content, err error) {
	if c.tables, err = transfer.Tables(ctx, d); err != nil {
		return c, err
	}
	c.head = head{Format: setFormat, Files: files}
	c.head.Migrations, err = transfer.Applied(ctx, d)
	return c, err
}

// seal writes the rows that tx sees into a new file, compressed and sealed to the recipient.
func (c content) seal(ctx context.Context, tx *db.Tx, path, recipient string) (rows int64, p part, err error) {
	f, err := create(path)
	if err != nil {
		return 0, p, err
	}
	rows, err = c.write(ctx, tx, untilEnd{ctx, f}, recipient)
	err = errors.Join(err, f.Close())
	return rows, f.part(), err
}

func (c content) write(ctx context.Context, tx *db.Tx, to io.Writer, recipient string) (int64, error) {
	sealed, err := parcel.Seal(to, recipient)
	if err != nil {
		return 0, err
	}
	packed, err := zstd.NewWriter(sealed, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return 0, err
	}
	line, err := json.Marshal(c.head)
	if err == nil {
		_, err = packed.Write(append(line, '\n'))
	}
	var sums transfer.Sums
	if err == nil {
		sums, err = transfer.Write(ctx, tx, c.tables, packed)
	}
	return sums.Rows(), errors.Join(err, packed.Close(), sealed.Close())
}

// opened is a sealed set being read.
type opened struct {
	head head
	rows io.Reader
	all  io.Reader // to the seal's end
	file *os.File
	zstd *zstd.Decoder
}

func (o *opened) Close() error {
	o.zstd.Close()
	return o.file.Close()
}

// openSet opens a sealed set whose bytes were checked before. Faults: parcel_damaged, backup_damaged.
func openSet(path, secret string) (_ *opened, err error) {
	o := &opened{}
	if o.file, err = os.Open(path); err != nil {
		return nil, err
	}
	if o.all, err = parcel.Open(o.file, secret); err != nil {
		return nil, errors.Join(err, o.file.Close())
	}
	if o.zstd, err = zstd.NewReader(o.all, zstd.WithDecoderConcurrency(1)); err != nil {
		return nil, errors.Join(err, o.file.Close())
	}
	lines := bufio.NewReaderSize(o.zstd, 64<<10)
	line, err := lines.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &o.head)
	}
	if err != nil || o.head.Format != setFormat {
		return nil, errors.Join(ErrDamaged.Because(err), o.Close())
	}
	o.rows = lines
	return o, nil
}
