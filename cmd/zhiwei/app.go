package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/lmittmann/tint"

	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/reports/locale"
)

// App is one invocation: where it writes, its environment and its clock.
type App struct {
	Stdout, Stderr io.Writer
	Environ        []string
	Now            func() time.Time

	cli  CLI
	kong *kong.Context
	lang locale.Lang
	log  *slog.Logger
}

// Globals are the flags that mean the same for every verb.
type Globals struct {
	Dir     string `short:"C" default:"." placeholder:"DIR" help:"Workspace folder. 工作区文件夹."`
	JSON    bool   `name:"json" help:"Print one JSON object. 输出一个 JSON 对象."`
	Lang    string `enum:"zh,en," default:"" placeholder:"zh|en" help:"Language. 语言."`
	Quiet   bool   `help:"No messages, only results. 只输出结果."`
	Debug   bool   `help:"Details of every step. 输出细节."`
	NoColor bool   `help:"No colour. 不用颜色."`
}

// CLI is the whole command line.
type CLI struct {
	Globals

	Demo     DemoCmd     `cmd:"" help:"Sample exports, the whole chain, the pages. 示例数据跑通全流程并打开页面."`
	Init     InitCmd     `cmd:"" help:"Make a workspace. 新建工作区."`
	Import   ImportCmd   `cmd:"" help:"Import files, folders or zips. 导入文件、文件夹或压缩包."`
	Check    CheckCmd    `cmd:"" help:"Data health. 数据健康检查."`
	Forecast ForecastCmd `cmd:"" help:"Forecast all series, or a file of series. 预测."`
	Backtest BacktestCmd `cmd:"" help:"Rolling-origin evaluation. 滚动回测."`
	Score    ScoreCmd    `cmd:"" help:"Score any forecast file. 给预测文件打分."`
	Plan     PlanCmd     `cmd:"" help:"Purchase suggestions. 采购建议."`
	Report   ReportCmd   `cmd:"" help:"Workbooks and pages. 工作簿和页面."`
	Run      RunCmd      `cmd:"" help:"Inbox to reports, step by step. 从收件箱到报表."`
	Serve    ServeCmd    `cmd:"" help:"Serve the pages. 打开页面."`
	SQL      SQLCmd      `cmd:"" name:"sql" help:"Read-only query. 只读查询."`
	Doctor   DoctorCmd   `cmd:"" help:"Settings and their origin, health of the workspace. 设置与来源."`
	Version  VersionCmd  `cmd:"" help:"Version. 版本."`
}

// AsOf is the flag of verbs that depend on a date.
type AsOf struct {
	Day string `name:"asof" placeholder:"YYYY-MM-DD" help:"Data up to the end of this day (数据截至; default yesterday, Beijing)."`
}

// Main parses, runs and closes; its result is the exit code.
func (a *App) Main(ctx context.Context, args []string) int {
	a.lang = wanted(args, a.Environ)
	if err := a.ParseFlags(args); err != nil {
		return a.fail(ctx, err)
	}
	if a.kong == nil { // --help was printed
		return exitDone
	}
	return a.fail(ctx, a.Run(ctx))
}

// wanted is the language for what goes wrong before flags and settings are read.
func wanted(args, environ []string) locale.Lang {
	lang := "zh"
	for _, kv := range environ {
		if v, ok := strings.CutPrefix(kv, "ZHIWEI_LANG="); ok {
			lang = v
		}
	}
	for i, arg := range args {
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			lang = v
		} else if arg == "--lang" && i+1 < len(args) {
			lang = args[i+1]
		}
	}
	if lang == "en" {
		return locale.En
	}
	return locale.Zh
}

// ParseFlags reads the command line.
func (a *App) ParseFlags(args []string) error {
	helped := false
	p, err := kong.New(&a.cli, kong.Name("zhiwei"), kong.Description(about), kong.Writers(a.Stdout, a.Stderr),
		kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fmt.Errorf("build command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	if len(args) > 1 && args[0] == "help" {
		args = append(args[1:], "--help")
	} else if len(args) == 1 && args[0] == "help" {
		args = []string{"--help"}
	}
	k, err := p.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return &UsageError{Err: err}
	}
	a.kong = k
	return a.settle()
}

const about = "zhiwei (知味): order exports in, forecasts, purchase plans and reports out. 订单导出变成预测、采购计划和报表."

// settle fixes language and logging from flag and environment; a workspace may still say otherwise.
func (a *App) settle() error {
	level := slog.LevelInfo
	if a.cli.Debug {
		level = slog.LevelDebug
	}
	if a.cli.Quiet {
		level = slog.LevelError
	}
	a.log = slog.New(newHandler(a.Stderr, &tint.Options{Level: level, NoColor: !a.colour()}))
	env, err := workspace.Environment(a.Environ)
	if err != nil {
		return &UsageError{Err: err}
	}
	s, _, err := workspace.Resolve(env, a.flagLayer())
	if err != nil {
		return &UsageError{Err: err}
	}
	a.lang = locale.Lang(s.Lang)
	return nil
}

// Run executes the parsed verb.
func (a *App) Run(ctx context.Context) error {
	a.kong.BindTo(ctx, (*context.Context)(nil))
	return a.kong.Run(a)
}

// flagLayer is the settings layer of the command line.
func (a *App) flagLayer() workspace.Layer {
	values := map[string]any{}
	if a.cli.Lang != "" {
		values["lang"] = a.cli.Lang
	}
	text, err := yaml.Marshal(values)
	if err != nil || len(values) == 0 {
		text = nil
	}
	return workspace.Layer{Origin: "flag", Name: "flags", YAML: text}
}

// colour tells whether stderr may be coloured.
func (a *App) colour() bool {
	env := map[string]string{}
	for _, kv := range a.Environ {
		k, v, _ := strings.Cut(kv, "=")
		env[k] = v
	}
	_, none := env["NO_COLOR"]
	return !a.cli.NoColor && !none && env["TERM"] != "dumb" && isTerminal(a.Stderr)
}

// say writes one message to stderr, in the language of the invocation.
func (a *App) say(key string, args map[string]any) {
	if !a.cli.Quiet {
		_, _ = fmt.Fprintln(a.Stderr, locale.T(a.lang, "cli."+key, args))
	}
}

// emit writes the verb's result to stdout: the text form, or with --json one object with its schema.
func (a *App) emit(schema string, result any, text func(w io.Writer) error) error {
	if !a.cli.JSON {
		return text(a.Stdout)
	}
	data, err := json.MarshalIndent(map[string]any{"schema": "zhiwei." + schema, "version": 1, "result": result}, "", "  ")
	if err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	_, err = a.Stdout.Write(append(data, '\n'))
	return err
}
