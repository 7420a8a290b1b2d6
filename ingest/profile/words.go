package profile

import (
	_ "embed" // status.csv
	"encoding/csv"
	"fmt"
	"strings"

	"zhiwei/ingest/order"
)

//go:embed status.csv
var statusCSV string

type statusWord struct {
	state       order.Status
	unconfirmed bool
}

type refundWord struct {
	state       order.RefundStatus
	unconfirmed bool
}

// FoldWord is the form in which status words are compared: no blanks around, ，→ , and （）→().
func FoldWord(w string) string {
	w = strings.TrimSpace(w)
	return ascii.Replace(w)
}

var ascii = strings.NewReplacer("，", ",", "（", "(", "）", ")")

// loadWords fills the word tables of p from status.csv and from its own words.
func (p *Profile) loadWords() error {
	p.statuses, p.refunds, p.closes = map[string]statusWord{}, map[string]refundWord{}, map[string]string{}
	rows, err := csv.NewReader(strings.NewReader(statusCSV)).ReadAll()
	if err != nil {
		return fmt.Errorf("read status words: %w", err)
	}
	for _, r := range rows[1:] {
		if r[0] == p.Words {
			if err := p.addWord(r[1], r[2], r[3], r[6] == "U"); err != nil {
				return err
			}
		}
	}
	for w, state := range p.Status {
		if err := p.addWord("order_status_raw", w, state, false); err != nil {
			return err
		}
	}
	for w, state := range p.Refund {
		if err := p.addWord("refund_status_raw", w, state, false); err != nil {
			return err
		}
	}
	return nil
}

func (p *Profile) addWord(field, word, state string, unconfirmed bool) error {
	written, word := word, FoldWord(word)
	switch field {
	case "refund_status_raw":
		r, err := order.ParseRefund(state)
		if err != nil {
			return fmt.Errorf("profile %s: refund word %q: %w", p.Name, word, err)
		}
		p.refunds[word] = refundWord{r, unconfirmed}
		p.refunds[written] = p.refunds[word] // saves folding each cell
	case "close_reason":
		p.closes[word] = state
	case "order_type":
	default:
		s, err := order.ParseStatus(state)
		if err != nil {
			return fmt.Errorf("profile %s: status word %q: %w", p.Name, word, err)
		}
		p.statuses[word] = statusWord{s, unconfirmed}
		p.statuses[written] = p.statuses[word]
	}
	return nil
}
