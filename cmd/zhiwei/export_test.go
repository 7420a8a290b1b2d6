package main

import "os"

// Main is the program's main function, for the scripts.
func Main() { os.Exit(guardedMain(newApp(), os.Args[1:])) }
