package audit

import (
	"fmt"
	"strings"
)

// Numbers are what the words of a damage name.
type Numbers map[string]int64

// Damage is what is wrong with a record: a stable code, which screens have words for, and the numbers that they name.
type Damage struct {
	Code    string
	Numbers Numbers
	cause   error // why something could not be read; for terminals only
}

// damageWords are the codes with their English words, for terminals. Numbers stand in braces.
var damageWords = map[string]string{
	"leaf_dropped":       "leaf {leaf} was dropped from the tree",
	"entry_dropped":      "the entry was dropped",
	"entry_altered":      "the entry is not the one its leaf was made from: altered, or out of its order",
	"entry_unreadable":   "the entry cannot be read",
	"entry_unplaced":     "the entry has no leaf: its leaf was dropped, or it was slipped in",
	"entry_unlisted":     "from this entry on, up to {count} further ones are not listed under the tickets that they name",
	"content_gone":       "the entry's content is gone and no later entry tells of its destruction",
	"columns_differ":     "the columns by which the entry is found differ from the entry",
	"waiting_dropped":    "the entry was dropped before it had a leaf",
	"waiting_altered":    "the entry is not the one that waits for its leaf: altered",
	"hash_missing":       "the leaf's hash is missing",
	"hash_rewritten":     "a hash of the tree was rewritten",
	"leaves_beside":      "there are {count} leaves beside the tree",
	"checkpoint_dropped": "checkpoint {no} was dropped",
	"checkpoint_false":   "stored checkpoint {no} is not genuine",
	"checkpoint_differs": "stored checkpoint {no} is of {signed} entries, its row says {row}",
	"checkpoint_order":   "a checkpoint of {covers} entries is out of its order",
	"given_false":        "given checkpoint {no}",
	"history_rewritten":  "the first {covers} entries are not those that a checkpoint was signed for: history was rewritten",
	"tail_cut":           "the tail was cut off: a checkpoint covers {covers} entries, there are {has}",
	"export_ends":        "the export ends before its checkpoint",
	"export_false":       "the checkpoint is not genuine",
}

// What says it in English words.
func (d Damage) What() string {
	words := damageWords[d.Code]
	for name, n := range d.Numbers {
		words = strings.ReplaceAll(words, "{"+name+"}", fmt.Sprint(n))
	}
	if d.cause != nil {
		words += ": " + d.cause.Error()
	}
	return words
}
