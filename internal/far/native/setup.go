package native

import (
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Host is what the server is called in the file that Setup writes.
const Host = "surety"

// Setup writes what OpenSSH needs to reach the server at an address into a folder: the key of this run, the server's own, and a
// configuration, whose path it returns. The folder must be its owner's alone.
func (n *Server) Setup(dir string, address net.Addr) (config string, err error) {
	at, ok := address.(*net.TCPAddr)
	if !ok || strings.ContainsAny(dir, "\"\n") {
		return "", fmt.Errorf("native: no configuration can name %q", dir)
	}
	key, err := ssh.MarshalPrivateKey(n.keys.user, "surety connect")
	if err != nil {
		return "", err
	}
	named := func(name string) string {
		return strings.ReplaceAll(filepath.ToSlash(filepath.Join(dir, name)), "%", "%%")
	}
	files := map[string]string{
		"key":         string(pem.EncodeToMemory(key)),
		"known_hosts": Host + " " + string(ssh.MarshalAuthorizedKey(n.keys.host.PublicKey())),
		"config":      fmt.Sprintf(settings, at.IP, at.Port, named("key"), named("known_hosts")),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "config"), nil
}

// settings keep a user's and a system's own out of it: no agent, no shared connection, no other key.
const settings = `Host ` + Host + `
  HostName %s
  Port %d
  User surety
  HostKeyAlias ` + Host + `
  IdentityFile "%s"
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile "%s"
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  UpdateHostKeys no
  PreferredAuthentications publickey
  ForwardAgent no
  ForwardX11 no
  ControlMaster no
  ControlPath none
  ProxyCommand none
`
