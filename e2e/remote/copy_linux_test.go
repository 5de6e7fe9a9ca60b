package remote

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// copyMiB is how large the files are that are copied.
func copyMiB() int64 {
	if n, err := strconv.ParseInt(os.Getenv("SURETY_TEST_SCP_MIB"), 10, 64); err == nil && n > 0 {
		return n
	}
	return 256
}

// random writes a file that does not compress, and returns its hash.
func random(t *testing.T, path string, bytes int64) string {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	hash := sha256.New()
	_, err = io.CopyN(io.MultiWriter(f, hash), rand.NewChaCha8([32]byte{byte(bytes)}), bytes)
	must(t, err)
	return hex.EncodeToString(hash.Sum(nil))
}

func hashOf(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	must(t, err)
	return hex.EncodeToString(hash.Sum(nil))
}

// TestFilesByOpenSSH: scp carries a large file both ways, sftp a small one, all stand on the recording with their hashes.
func TestFilesByOpenSSH(t *testing.T) {
	t.Parallel()
	j := begin(t, "files.fetch", "files.send")
	f, dir, size := j.connect(), t.TempDir(), copyMiB()<<20
	there, here := filepath.Join(j.folder, "large"), filepath.Join(dir, "large")
	want := random(t, there, size)
	began := time.Now()
	must(t, f.run("scp", "surety:"+there, here))
	t.Logf("fetched %d MiB: %.0f MB/s", size>>20, float64(size)/1e6/time.Since(began).Seconds())
	if hashOf(t, here) != want {
		t.Error("what was fetched is another file")
	}
	must(t, os.Remove(there))
	began = time.Now()
	must(t, f.run("scp", here, "surety:"+there))
	t.Logf("sent %d MiB: %.0f MB/s", size>>20, float64(size)/1e6/time.Since(began).Seconds())
	if hashOf(t, there) != want {
		t.Error("what was sent is another file")
	}
	batch, small := filepath.Join(dir, "batch"), filepath.Join(dir, "небольшой файл")
	must(t, os.WriteFile(small, []byte("small"), 0o600))
	must(t, os.WriteFile(batch, []byte("cd \""+j.folder+"\"\nput \""+small+"\"\nls -l\n"), 0o600))
	must(t, f.run("sftp", "-b", batch, "surety"))
	if hashOf(t, filepath.Join(j.folder, "небольшой файл")) != hashOf(t, small) {
		t.Error("sftp sent another file")
	}
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	r := j.sealed(patience)
	for _, way := range []string{"fetched", "sent"} {
		if !slices.ContainsFunc(r.Moments, func(m moment) bool {
			return m.File != nil && m.File.Way == way && m.File.SHA256 == want && m.File.Bytes == size
		}) {
			t.Errorf("the file that was %s is not on the recording", way)
		}
	}
}
