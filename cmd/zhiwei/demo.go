package main

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"time"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
)

// DemoCmd makes the sample, runs the chain and shows the pages.
type DemoCmd struct {
	Dir     string `arg:"" optional:"" default:"zhiwei-demo" placeholder:"DIR" help:"Folder of the demo. 示例文件夹."`
	NoServe bool   `help:"End after the reports. 生成报表后结束."`
	NoOpen  bool   `help:"Do not open a browser. 不打开浏览器."`
	Listen  string `placeholder:"HOST:PORT" help:"Loopback address. 本机地址."`
}

// Help begins with examples.
func (DemoCmd) Help() string { return "例 Examples:\n  zhiwei demo\n  zhiwei demo --no-serve 试用" }

// Run makes the demo anew: a demo folder of an earlier time is replaced, anything else is left alone.
func (c *DemoCmd) Run(ctx context.Context, a *App) error {
	if err := clearDemo(c.Dir); err != nil {
		return err
	}
	if err := workspace.Create(c.Dir); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.Dir, demoMark), nil, 0o600); err != nil {
		return err
	}
	a.say("step-sample", nil)
	if err := pipeline.WriteSample(c.Dir); err != nil {
		return err
	}
	a.cli.Dir = c.Dir
	return a.within(ctx, pipeline.SampleDay.Format(time.DateOnly), func(s *pipeline.Session) error { return c.show(ctx, a, s) })
}

func (c *DemoCmd) show(ctx context.Context, a *App, s *pipeline.Session) error {
	out, err := a.chain(ctx, s)
	if err != nil {
		return err
	}
	if err := planted(out.Files); err != nil {
		return err
	}
	if c.NoServe {
		return nil
	}
	return a.serve(ctx, s, c.Listen, func(url string) {
		if !c.NoOpen {
			browse(ctx, url)
		}
	})
}

// demoMark tells a demo folder from anything else.
const demoMark = ".zhiwei-demo"

// ErrNotDemo says that a folder holds something else than a demo.
var ErrNotDemo = errors.New("the folder holds something else than a demo")

func clearDemo(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || (err == nil && len(entries) == 0) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, demoMark)); err != nil {
		return &UsageError{Err: ErrNotDemo}
	}
	return os.RemoveAll(dir)
}

// planted compares the quarantined rows with those put into the sample on purpose: any other number needs a person.
func planted(files []pipeline.FileOutcome) error {
	want, err := pipeline.PlantedRows()
	if err != nil {
		return err
	}
	for i := range files {
		f := &files[i]
		if f.Refusal != nil {
			return &RefusedError{Files: 1}
		}
		if f.Quarantined() != want[path.Join(f.Folder, f.Name)] {
			return &AttentionError{Key: "quarantined"}
		}
	}
	return nil
}
