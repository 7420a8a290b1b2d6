package main

import (
	"context"
	"path/filepath"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
)

// InitCmd makes a workspace.
type InitCmd struct {
	Dir  string `arg:"" placeholder:"DIR" help:"Folder to make. 要建的文件夹."`
	Demo bool   `help:"Fill it with the sample files. 放入示例文件."`
}

// Help begins with examples.
func (InitCmd) Help() string {
	return "例 Examples:\n  zhiwei init 店铺数据\n  zhiwei init --demo 试用"
}

// Run makes the folder; what is there already is kept.
func (c *InitCmd) Run(_ context.Context, a *App) error {
	if err := workspace.Create(c.Dir); err != nil {
		return err
	}
	if c.Demo {
		if err := pipeline.WriteSample(c.Dir); err != nil {
			return err
		}
	}
	a.say("made", map[string]any{"Dir": filepath.Clean(c.Dir)})
	return nil
}
