package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	os.Exit(guardedMain(newApp(), os.Args[1:]))
}

// newApp is the app of this process; the clock is read through it and nowhere else.
func newApp() *App {
	return &App{Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(), Now: time.Now}
}

// guardedMain runs the app under the interrupt signal: the first one asks it to stop, a second one stops it at once.
func guardedMain(app *App, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop()
	}()
	return app.Main(ctx, args)
}
