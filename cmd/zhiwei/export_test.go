package main

import (
	"os"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/reports/locale"
)

// Main is the program's main function, for the scripts.
func Main() { os.Exit(guardedMain(newApp(), os.Args[1:])) }

// Explained is what people see of an error: the exit code, the stable code and the key of its words.
func Explained(err error) (exit int, code, key string) {
	f := explain(err)
	return f.exit, f.code, f.key
}

// Shown gives the function that takes the events of a progress in Chinese.
func (a *App) Shown() func(pipeline.Event) {
	a.lang = locale.Zh
	return (&progress{app: a}).show
}

// What the terminal's words are made with.
var (
	Shorten = shorten
	Guarded = guarded
	Summed  = summed
)
