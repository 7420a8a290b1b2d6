package main

import (
	"fmt"
	"io"
	"runtime"
)

// VersionCmd prints the version.
type VersionCmd struct{}

// Run prints program, compiler and platform.
func (VersionCmd) Run(a *App) error {
	result := map[string]string{"version": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
	return a.emit("version", result, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "zhiwei %s (%s, %s)\n", version, result["go"], result["platform"])
		return err
	})
}
