package ingest

import (
	"context"
	"iter"

	"golang.org/x/sync/errgroup"

	"zhiwei/ingest/table"
)

type done[T any] struct {
	value T
	err   error
}

type job[T any] struct {
	block table.Block
	slot  chan done[T]
}

// inOrder works blocks out on several workers and hands the results to emit in the blocks' order. At most three blocks
// per worker are under way. After an error, or when ctx ends, results that were not emitted go to drop.
func inOrder[T any](ctx context.Context, workers int, blocks iter.Seq2[table.Block, error],
	work func(context.Context, table.Block) (T, error), emit func(T) error, drop func(T),
) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	waiting := make(chan chan done[T], 2*workers)
	jobs := make(chan job[T])
	group.Go(func() error {
		defer close(jobs)
		defer close(waiting)
		return cut(ctx, blocks, waiting, jobs)
	})
	for range workers {
		group.Go(func() error {
			for j := range jobs {
				v, err := work(ctx, j.block)
				j.slot <- done[T]{v, err}
			}
			return nil
		})
	}
	pending, err := collect(ctx, waiting, emit, drop)
	cancel()
	if cutErr := group.Wait(); err == nil {
		err = cutErr
	}
	discard(pending, drop) // a worker may have finished it only now
	for slot := range waiting {
		discard(slot, drop)
	}
	return err
}

func discard[T any](slot chan done[T], drop func(T)) {
	select {
	case d := <-slot:
		drop(d.value)
	default: // never worked out; a nil slot is none
	}
}

// cut gives each block a slot for its result, first in the queue of results, then to a worker.
func cut[T any](ctx context.Context, blocks iter.Seq2[table.Block, error], waiting chan<- chan done[T], jobs chan<- job[T]) error {
	for block, err := range blocks {
		slot := make(chan done[T], 1)
		if err != nil {
			slot <- done[T]{err: err}
		}
		select {
		case waiting <- slot:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return nil
		}
		select {
		case jobs <- job[T]{block, slot}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// collect emits results in order. The slot that it was waiting for when ctx ended is returned: it may yet be filled.
func collect[T any](ctx context.Context, waiting <-chan chan done[T], emit func(T) error, drop func(T)) (chan done[T], error) {
	for slot := range waiting {
		select {
		case d := <-slot:
			if d.err != nil {
				drop(d.value)
				return nil, d.err
			}
			if err := emit(d.value); err != nil {
				return nil, err
			}
		case <-ctx.Done():
			return slot, ctx.Err()
		}
	}
	return nil, nil
}
