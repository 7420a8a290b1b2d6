package pipeline

import (
	"context"
	"fmt"
	"os"
	"slices"

	"zhiwei/ingest"
	"zhiwei/ingest/vault"
)

// aheadParts is how many batches of the next file may wait for the merge of the one before.
const aheadParts = 4

// arrival is a file on its way in: kept in the vault, then read, while the file before it is merged.
type arrival struct {
	sourceFile
	sha   string        // valid once ready is closed
	err   error         // valid once ready is closed
	ready chan struct{} // closed when the bytes are in the vault
	parts chan arrived  // closed when the reading has ended
	stop  context.CancelFunc
}

type arrived struct {
	part ingest.Part
	err  error
}

// turn gives the first of the files, and lets the second come in meanwhile, unless the first changes how it is read.
func (in *importer) turn(ctx context.Context, files []sourceFile) (*arrival, error) {
	if !files[0].table && !in.booked {
		if err := in.books(ctx); err != nil {
			return nil, err
		}
		in.booked = true
	}
	a := in.next
	if in.next = nil; a == nil {
		a = in.fetch(ctx, files[0])
	}
	if len(files) > 1 && (files[1].table || in.booked) {
		in.next = in.fetch(ctx, files[1])
	}
	return a, nil
}

// fetch begins to take a file in. The receiver drops it.
func (in *importer) fetch(ctx context.Context, f sourceFile) *arrival {
	ctx, stop := context.WithCancel(ctx)
	a := &arrival{sourceFile: f, ready: make(chan struct{}), parts: make(chan arrived, aheadParts), stop: stop}
	read := in.read
	go func() {
		defer close(a.parts)
		data, err := in.keep(f, a)
		a.err = err
		close(a.ready)
		if _, held := slices.BinarySearch(in.held, a.sha); err == nil && !held {
			a.read(ctx, data, read)
		}
	}()
	return a
}

// keep puts the bytes of a file into the vault before anything else is done with them.
func (in *importer) keep(f sourceFile, a *arrival) ([]byte, error) {
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.name, err)
	}
	if in.opt.DryRun {
		a.sha = hashOf(data)
		return data, nil
	}
	if a.sha, err = vault.Put(in.WS.Path("vault"), in.WS.Key, data); err != nil {
		return nil, fmt.Errorf("keep %s: %w", f.name, err)
	}
	return data, nil
}

// read hands on what the file holds until ctx ends.
func (a *arrival) read(ctx context.Context, data []byte, opt ingest.Options) {
	for part, err := range ingest.Read(ctx, ingest.Source{Name: a.name, Folder: a.folder, Data: data, SHA: a.sha}, opt) {
		select {
		case a.parts <- arrived{part, err}:
		case <-ctx.Done():
			release(part)
			return
		}
	}
}

// kept waits until the file is in the vault.
func (a *arrival) kept() error {
	<-a.ready
	return a.err
}

// drop ends the reading and releases what nobody took.
func (a *arrival) drop() {
	a.stop()
	for rest := range a.parts {
		release(rest.part)
	}
}

func release(p ingest.Part) {
	if p.Orders != nil {
		p.Orders.Release()
	}
	if p.Dept != nil {
		p.Dept.Record.Release()
	}
}
