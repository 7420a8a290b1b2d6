package order

import "fmt"

// Status is the normalised state of an order or line, in the order of its life:
// a larger value is further along, which settles ties between exports.
type Status uint8

// The states of design.md §6, unpaid first. StatusUnknown means the file has no status column.
const (
	StatusUnknown Status = iota
	Unpaid
	Paid
	PartShipped
	Shipped
	Completed
	Closed
	Cancelled
	Refunded
)

var statusNames = [...]string{"unknown", "unpaid", "paid", "part_shipped", "shipped", "completed", "closed", "cancelled", "refunded"}

// String is the word used in SQL, profiles and JSON.
func (s Status) String() string { return statusNames[s] }

// Rank orders states for the newest-export rule: closed equals cancelled.
func (s Status) Rank() int {
	if s == Cancelled {
		return int(Closed)
	}
	return int(s)
}

// ParseStatus reads the word that String writes.
func ParseStatus(word string) (Status, error) {
	for i, n := range statusNames {
		if n == word {
			return Status(i), nil
		}
	}
	return 0, fmt.Errorf("unknown order state %q", word)
}

// RefundStatus is the normalised after-sale state of an order or line.
type RefundStatus uint8

// The after-sale states of formats/status.csv, further along is larger.
const (
	RefundNone RefundStatus = iota
	RefundRejected
	RefundOpen
	RefundExchanged
	RefundReshipped
	RefundPart
	RefundFull
)

var refundNames = [...]string{"none", "rejected", "open", "exchanged", "reshipped", "partly_refunded", "refunded"}

// String is the word used in SQL, profiles and JSON.
func (r RefundStatus) String() string { return refundNames[r] }

// ParseRefund reads the word that String writes.
func ParseRefund(word string) (RefundStatus, error) {
	for i, n := range refundNames {
		if n == word {
			return RefundStatus(i), nil
		}
	}
	return 0, fmt.Errorf("unknown refund state %q", word)
}
