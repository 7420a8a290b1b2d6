package table

import "cmp"

// Options steer [Open]. The zero value reads everything by its own bytes within the default limits.
type Options struct {
	// Encoding breaks ties between "UTF-8" and "GB18030" where the bytes are valid in both; empty prefers UTF-8.
	Encoding string
	// Delimiter is the separator of a text file; 0 takes it from the header line.
	Delimiter byte
	// BlockSize is the length in bytes of a text block; 0 is 4 MiB.
	BlockSize int
	// KeepMerged leaves the cells under the first of a merged range empty; by default its text is filled down.
	KeepMerged bool
	// Limits bound what an archive, a workbook or a line may unfold to.
	Limits Limits

	plain bool // token by token everywhere: what the short ways are held against
}

// Limits bound an archive or a workbook, and the rows of a text; a zero field takes its default.
type Limits struct {
	Input    int64 // bytes of the archive itself, 100 MiB
	Unzipped int64 // bytes of all that is unzipped, 256 MiB
	Entries  int   // members, 2,000
	Ratio    int64 // unzipped : zipped of one member above 1 MiB, 1,000
	Depth    int   // nesting of XML elements, 64
	Rows     int   // rows of a sheet, 1,048,576
	Columns  int   // columns of a sheet, 512
	Fields   int   // fields of a row of text, 16,384
	Cells    int   // cells of a sheet, gaps before the last one of a row included, 20,000,000
}

func (l Limits) filled() Limits {
	l.Input = cmp.Or(l.Input, 100<<20)
	l.Unzipped = cmp.Or(l.Unzipped, 256<<20)
	l.Entries = cmp.Or(l.Entries, 2_000)
	l.Ratio = cmp.Or(l.Ratio, 1_000)
	l.Depth = cmp.Or(l.Depth, 64)
	l.Rows = cmp.Or(l.Rows, 1_048_576)
	l.Columns = cmp.Or(l.Columns, 512)
	l.Fields = cmp.Or(l.Fields, 16_384)
	l.Cells = cmp.Or(l.Cells, 20_000_000)
	return l
}

const defaultBlock = 4 << 20

// Open tells what the bytes are and returns their grids without reading the
// rows yet. The name serves error texts only, its extension means nothing. An
// error is a [*RefusedError]; so is one that ends a grid's blocks.
// The bytes must not change while a grid is in use.
func Open(name string, data []byte, opt Options) ([]Grid, error) {
	opt.Limits = opt.Limits.filled()
	opt.BlockSize = cmp.Or(opt.BlockSize, defaultBlock)
	return open(source{name: name, data: data, opt: opt})
}

// source is one file or one member of an archive.
type source struct {
	name   string
	member string // name inside the archive, empty outside
	data   []byte
	opt    Options
	spent  int64 // bytes already unzipped on the way here
}

func open(src source) ([]Grid, error) {
	code, detail := identify(src.data)
	switch code {
	case kindText:
		g, err := openText(src)
		if err != nil {
			return nil, err
		}
		return []Grid{g}, nil
	case kindZip:
		return openArchive(src)
	default:
		return nil, refuse(code, src.name, detail)
	}
}
