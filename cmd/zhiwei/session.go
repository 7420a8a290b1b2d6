package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// version is the program's version; it is part of every run id.
const version = "0.1.0"

// open locks the workspace of this invocation and takes its language.
func (a *App) open(ctx context.Context, asOf string) (*pipeline.Session, error) {
	layers, err := a.layers()
	if err != nil {
		return nil, err
	}
	p := &progress{app: a}
	s, err := pipeline.Open(ctx, a.cli.Dir, pipeline.Options{Layers: layers, AsOf: asOf, Now: a.Now, Version: version, Notify: p.show})
	if err != nil {
		return nil, err
	}
	a.lang = locale.Lang(s.WS.Settings.Lang)
	return s, nil
}

// layers are the settings above the workspace's file.
func (a *App) layers() ([]workspace.Layer, error) {
	env, err := workspace.Environment(a.Environ)
	if err != nil {
		return nil, &UsageError{Err: err}
	}
	return []workspace.Layer{env, a.flagLayer()}, nil
}

// within opens the workspace, does the work and closes it again, whatever happens.
func (a *App) within(ctx context.Context, asOf string, work func(s *pipeline.Session) error) error {
	s, err := a.open(ctx, asOf)
	if err != nil {
		return err
	}
	return errors.Join(work(s), s.Close())
}

// progress writes signs of life to stderr: one line a step, and within a long step one line each ten seconds, or on a
// terminal a line that is rewritten at most four times a second.
type progress struct {
	app  *App
	step string
	last time.Time
}

const (
	redraw  = 250 * time.Millisecond
	relates = 10 * time.Second
)

func (p *progress) show(e pipeline.Event) {
	if p.app.cli.Quiet {
		return
	}
	now := p.app.Now()
	every, end := relates, "\n"
	if isTerminal(p.app.Stderr) {
		every, end = redraw, "\r"
	}
	if e.Step == p.step && now.Sub(p.last) < every {
		return
	}
	fresh := e.Step != p.step
	p.step, p.last = e.Step, now
	f := view.Format{Lang: p.app.lang}
	text := f.T("cli.step-" + e.Step)
	if e.Name != "" && !fresh {
		text += "  " + e.Name
		if e.Done > 0 {
			text += "  " + f.Int(e.Done)
		}
	}
	if fresh {
		end = "\n"
	}
	_, _ = fmt.Fprint(p.app.Stderr, text+end)
}
