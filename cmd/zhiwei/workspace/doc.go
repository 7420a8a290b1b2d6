// Package workspace is the folder that holds everything: settings, inbox, vault,
// database, reports, the run ledger, the workspace's own key and the lock.
//
// What goes in: a folder. What comes out: an opened [Workspace] whose lock keeps
// every other process (and every second opening in this one) out, its [Settings]
// with the origin of each value, and the run [Ledger].
//
// Example: Open("店铺数据", …) on a folder that another zhiwei holds gives
// *LockedError{PID: 4711}, which the command line turns into exit code 3.
//
// What it refuses: a folder that is no workspace, a path that DuckDB would cut
// (it holds a ?, # or %), an unknown key in zhiwei.yaml (with line and column), a key
// file that others may read.
//
// # Why
//
// The lock is the operating system's (flock), because the pinned DuckDB does
// not refuse a second opening within one process; the PID inside the lock file is
// there for people, never for deciding. Settings are layers of one YAML schema
// (default, file, environment, flag), so that each layer is checked as strictly
// as the file and doctor can print where a value came from.
package workspace
