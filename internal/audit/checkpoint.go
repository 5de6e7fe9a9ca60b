package audit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/db"
	"surety/internal/fault"
)

// checkpoint is a state of the tree. Its text is that of C2SP tlog-checkpoint: origin, size, root in base64.
type checkpoint struct {
	no   int64 // of a stored one
	size int64
	root tlog.Hash
	text string // with the signature
}

// Checkpoint places what waits, signs the tree's state and stores it; when nothing was added since the last one it
// returns that. It refuses to sign a tree that does not continue the last: fault record_broken.
func (l *Log) Checkpoint(ctx context.Context) (string, error) {
	if err := l.place(ctx, true); err != nil {
		return "", err
	}
	var c checkpoint
	err := l.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := lock(ctx, tx, true); err != nil {
			return err
		}
		var err error
		c, err = l.checkpoint(ctx, tx)
		return err
	})
	return c.text, err
}

func (l *Log) checkpoint(ctx context.Context, tx *db.Tx) (checkpoint, error) {
	last, err := latest(ctx, tx)
	if err != nil {
		return checkpoint{}, err
	}
	size, _, err := head(ctx, tx)
	if err != nil || last.text != "" && size == last.size {
		return last, err
	}
	next := checkpoint{no: last.no + 1, size: size}
	if next.root, err = l.continues(ctx, tx, last, size); err != nil {
		return checkpoint{}, err
	}
	if next.text, err = l.sign(size, next.root); err != nil {
		return checkpoint{}, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_checkpoint (no, size, text) VALUES ($1, $2, $3)`, next.no, next.size, next.text)
	return next, err
}

// continues returns the tree's root at size if the tree at last is a part of it.
func (l *Log) continues(ctx context.Context, tx *db.Tx, last checkpoint, size int64) (tlog.Hash, error) {
	broken := fault.New(fault.Internal, "record_broken", "the record no longer continues its last checkpoint; verify it")
	if size < last.size {
		return tlog.Hash{}, broken
	}
	hashes := reader(ctx, tx)
	root, err := tlog.TreeHash(size, hashes)
	if err != nil || last.size == 0 {
		return root, err
	}
	signed, err := l.openCheckpoint(last.text)
	if err != nil {
		return root, broken.Because(err)
	}
	proof, err := tlog.ProveTree(size, signed.size, hashes)
	if err != nil {
		return root, broken.Because(err)
	}
	if err := tlog.CheckTree(proof, size, root, signed.size, signed.root); err != nil {
		return root, broken.Because(err)
	}
	return root, nil
}

func latest(ctx context.Context, tx *db.Tx) (checkpoint, error) {
	c, err := db.One(ctx, tx, scanCheckpoint, `SELECT no, size, text FROM audit_checkpoint ORDER BY no DESC LIMIT 1`)
	if errors.Is(err, fault.ErrAbsent) {
		return checkpoint{}, nil
	}
	return c, err
}

func scanCheckpoint(s db.Scanner) (c checkpoint, err error) {
	return c, s.Scan(&c.no, &c.size, &c.text)
}

func (l *Log) sign(size int64, root tlog.Hash) (string, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", l.Origin, size, root)
	b, err := note.Sign(&note.Note{Text: text}, l.Signer)
	return string(b), err
}

func (s Settings) openCheckpoint(text string) (checkpoint, error) {
	return openCheckpoint(text, s.Verifier)
}

// openCheckpoint checks the signature and reads the text. Every byte counts: what does not come out the same when
// written again is refused.
func openCheckpoint(text string, v note.Verifier) (checkpoint, error) {
	if name, _, _ := strings.Cut(text, "\n"); name != v.Name() {
		return checkpoint{}, fmt.Errorf("it is of another record, %q", name)
	}
	n, err := note.Open([]byte(text), note.VerifierList(v))
	if err != nil {
		return checkpoint{}, fmt.Errorf("its signature does not hold: %w", err)
	}
	sig := n.Sigs[0]
	raw, err := base64.StdEncoding.Strict().DecodeString(sig.Base64)
	if err != nil || text != n.Text+"\n— "+sig.Name+" "+base64.StdEncoding.EncodeToString(raw)+"\n" {
		return checkpoint{}, errors.New("it is not in its one form")
	}
	return parseCheckpoint(n.Text, text)
}

// Head is a state of the record, as a checkpoint signs it.
type Head struct {
	Size int64  // so many entries
	Root string // of the tree, in base64
}

// VerifyCheckpoint checks a checkpoint with nothing but the record's public key. Fault: receipt_invalid.
func VerifyCheckpoint(text string, v note.Verifier) (Head, error) {
	c, err := openCheckpoint(text, v)
	if err != nil {
		return Head{}, errReceipt.Because(err)
	}
	return Head{c.size, c.root.String()}, nil
}

func parseCheckpoint(signed, text string) (checkpoint, error) {
	lines := strings.Split(signed, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return checkpoint{}, errors.New("it does not have three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return checkpoint{}, errors.New("its size is not a number")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return checkpoint{}, errors.New("its root is not a hash")
	}
	return checkpoint{size: size, root: root, text: text}, nil
}
