package warehouse

import (
	"fmt"
	"regexp"
	"strings"
)

// names are the identifiers that may be put into a statement: constants of our own code.
var names = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// Statement puts identifiers and literals into a constant SQL text. It is the
// one place where SQL is not wholly constant: a table name cannot be bound, and
// ATTACH takes no parameter. Pairs are placeholder and quoted text, made by
// Name and Literal.
func Statement(text string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(text)
}

// Name is a quoted table or column name.
func Name(name string) (string, error) {
	if !names.MatchString(name) {
		return "", fmt.Errorf("%q: %w", name, ErrName)
	}
	return `"` + name + `"`, nil
}

// ident quotes a name that the engine itself gave us.
func ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// literal quotes a text.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
