package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"time"

	"golang.org/x/crypto/argon2"
)

// The cost of a guess at a passphrase: RFC 9106, section 4, second recommended option.
const (
	passphraseKiB    = 64 << 10
	passphrasePasses = 3
	passphraseLanes  = 4
	maxPassphraseKiB = 4 << 20
	commandTimeout   = 30 * time.Second
	minPassphraseLen = 12
)

type passphraseRoot struct {
	passphrase string
	saltFile   string
	create     bool
}

// PassphraseRoot derives the root key from a passphrase by argon2id. The salt and the cost lie in saltFile, without which
// the key is lost; with create, an absent one is made. Faults of Key: root_unfit.
func PassphraseRoot(passphrase, saltFile string, create bool) Root {
	return passphraseRoot{passphrase, saltFile, create}
}

func (r passphraseRoot) Key(context.Context) ([]byte, error) {
	if len(r.passphrase) < minPassphraseLen {
		return nil, ErrRootUnfit.Because(fmt.Errorf("the passphrase is shorter than %d bytes", minPassphraseLen))
	}
	line, err := readPrivate(r.saltFile)
	if errors.Is(err, fs.ErrNotExist) && r.create {
		line = newSaltLine()
		if err = writePrivate(r.saltFile, line); errors.Is(err, fs.ErrExist) {
			line, err = readPrivate(r.saltFile)
		}
	}
	if err != nil {
		return nil, ErrRootUnfit.Because(err)
	}
	return stretch(r.passphrase, line)
}

const saltLine = "argon2id m=%d t=%d p=%d %s\n"

func newSaltLine() string {
	var salt [16]byte
	rand.Read(salt[:])
	return fmt.Sprintf(saltLine, passphraseKiB, passphrasePasses, passphraseLanes, base64.StdEncoding.EncodeToString(salt[:]))
}

func stretch(passphrase, line string) ([]byte, error) {
	var kib, passes uint32
	var lanes uint8
	var text string
	if _, err := fmt.Sscanf(line, saltLine, &kib, &passes, &lanes, &text); err != nil {
		return nil, ErrRootUnfit.Because(errors.New("the salt file is damaged"))
	}
	salt, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(salt) < 16 || kib < 8 || kib > maxPassphraseKiB || passes < 1 || passes > 64 || lanes < 1 {
		return nil, ErrRootUnfit.Because(errors.New("the salt file is damaged"))
	}
	return argon2.IDKey([]byte(passphrase), salt, passes, kib, lanes, keySize), nil
}

type commandRoot []string

// CommandRoot runs a program, without a shell, that prints the root key in base64: the hook for a key service. It has 30
// seconds. Faults of Key: root_unfit.
func CommandRoot(argv ...string) Root { return commandRoot(argv) }

func (r commandRoot) Key(ctx context.Context) ([]byte, error) {
	if len(r) == 0 {
		return nil, ErrRootUnfit.Because(errors.New("no program given"))
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, r[0], r[1:]...)
	cmd.WaitDelay = time.Second // its children may hold the pipe open
	var out limited
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		return nil, ErrRootUnfit.Because(fmt.Errorf("%s: %w", r[0], errors.Join(ctx.Err(), err)))
	}
	return decodeRoot(out.text.String())
}

// limited refuses to grow beyond what a root can be. It does not embed the buffer, whose ReadFrom would know no limit.
type limited struct{ text bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.text.Len()+len(p) > rootFileLimit {
		return 0, errors.New("too much output")
	}
	return l.text.Write(p)
}
