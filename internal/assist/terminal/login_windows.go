package terminal

import (
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// kept is what programs on Windows do not work without.
var kept = []string{"SystemRoot", "SystemDrive", "windir", "ComSpec", "PATH", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "USERNAME", "USERDOMAIN",
	"HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "ProgramData", "ALLUSERSPROFILE", "PUBLIC", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432",
	"CommonProgramFiles", "CommonProgramFiles(x86)", "CommonProgramW6432", "COMPUTERNAME", "OS", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE"}

// login is PowerShell, or the command processor where it is missing, in the user's folder; with a command it runs that.
func login(command string) (*exec.Cmd, error) {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(system, `WindowsPowerShell\v1.0\powershell.exe`), "-NoLogo")
	run := []string{"-Command", command + "; exit $LASTEXITCODE"} // or it ends with 0 or 1
	if !program(cmd.Path) {
		cmd, run = exec.Command(filepath.Join(system, "cmd.exe")), []string{"/d", "/c", command}
	}
	if command != "" {
		cmd.Args = append(cmd.Args, run...)
	}
	if cmd.Dir, err = os.UserHomeDir(); err != nil {
		cmd.Dir = system
	}
	cmd.Env = clean(os.Environ(), kept)
	return cmd, nil
}
