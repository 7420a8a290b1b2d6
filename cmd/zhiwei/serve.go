package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"time"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/reports/web"
)

// ServeCmd serves the pages.
type ServeCmd struct {
	Listen string `placeholder:"HOST:PORT" help:"Loopback address; 127.0.0.1:8787 by default. 本机地址."`
	AsOf
}

// Help begins with an example.
func (ServeCmd) Help() string { return "例 Examples:\n  zhiwei -C 店铺数据 serve" }

// Run serves until it is interrupted.
func (c *ServeCmd) Run(ctx context.Context, a *App) error {
	return a.within(ctx, c.Day, func(s *pipeline.Session) error { return a.serve(ctx, s, c.Listen, nil) })
}

// ErrNotLoopback says that an address would be seen outside this machine.
var ErrNotLoopback = errors.New("pages are served on this machine only: 127.0.0.1, localhost or [::1]")

// serve answers on a loopback address; ready, when given, is told the address.
func (a *App) serve(ctx context.Context, s *pipeline.Session, listen string, ready func(url string)) error {
	if listen == "" {
		listen = s.WS.Settings.Listen
	}
	l, hosts, err := loopback(ctx, listen)
	if err != nil {
		return err
	}
	handler, err := web.New(web.Options{Querier: s.DB, Hosts: hosts, Lang: a.lang, Log: a.log})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(drain)
	}()
	url := "http://" + hosts[0] + "/"
	a.say("serving", map[string]any{"URL": url})
	if ready != nil {
		ready(url)
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}

// loopback listens on a loopback address and lists the hosts that may be asked for.
func loopback(ctx context.Context, listen string) (net.Listener, []string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, nil, &UsageError{Err: err}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, nil, &UsageError{Err: fmt.Errorf("%w (%s)", ErrNotLoopback, listen)}
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", listen)
	if err != nil {
		return nil, nil, &UsageError{Err: fmt.Errorf("listen on %s: %w", listen, err)}
	}
	if _, bound, err := net.SplitHostPort(l.Addr().String()); err == nil {
		port = bound
	}
	hosts := []string{net.JoinHostPort(host, port)}
	for _, h := range []string{"127.0.0.1", "localhost", "::1"} {
		if h != host {
			hosts = append(hosts, net.JoinHostPort(h, port))
		}
	}
	return l, hosts, nil
}

// browse opens the address in the person's browser; where there is none, the printed address is enough.
func browse(ctx context.Context, url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	_ = exec.CommandContext(ctx, name, args...).Start()
}
