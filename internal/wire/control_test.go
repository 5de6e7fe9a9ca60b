package wire

import (
	"bytes"
	"slices"
	"testing"
)

var someFacts = Facts{Session: Session{1}, Host: "help.example", Ticket: "17", Subject: "Не включается", Specialist: "نگار", Verified: true, Since: -1,
	Deals: 300, Currency: "EUR", Price: 12000, Reason: "看看磁盘", Powers: []Purpose{TerminalView, Port}, Ports: []string{"db.example:5432"}, Until: 1 << 40}

func FuzzFacts(f *testing.F) { taken(f, DecodeFacts, someFacts, Facts{}) }
func FuzzAgreed(f *testing.F) {
	taken(f, DecodeAgreed, Agreed{Session: Session{1}, Facts: someFacts.Digest(), Granted: []Purpose{TerminalView}, Folders: 2, Snapshot: "ab", At: 9}, Agreed{})
}
func FuzzPeer(f *testing.F) { taken(f, DecodePeer, Peer{Number: 3, Pin: Digest{1}, Name: "نگار"}) }
func FuzzTurn(f *testing.F) {
	taken(f, DecodeTurn, Turn{Pause, Client, "", ""}, Turn{Take, Lead, FilesSend, ""}, Turn{Finish, Server, "", "right_lost"})
}
func FuzzObject(f *testing.F) { taken(f, DecodeObject, Object{1, Digest{2}, 300, 1 << 23}) }

func FuzzStoreLists(f *testing.F) {
	f.Add(EncodeNames(1, []Digest{{1}, {2}}))
	f.Add(AppendListed(AppendListed(nil, Listed{Digest{1}, 300, -1}), Listed{}))
	f.Fuzz(func(t *testing.T, in []byte) {
		if kind, names, err := DecodeNames(in); err == nil {
			same(t, in, EncodeNames(kind, names))
		}
		if all, err := DecodeListed(in); err == nil {
			var out []byte
			for _, l := range all {
				out = AppendListed(out, l)
			}
			if !bytes.Equal(in, out) {
				t.Errorf("%x becomes %x", in, out)
			}
		}
	})
}

// TestW1AConsentNamesEachPowerOnceAndInOrder keeps two forms of one consent from existing.
func TestW1AConsentNamesEachPowerOnceAndInOrder(t *testing.T) {
	for _, codes := range [][]Purpose{{Port, TerminalView}, {Port, Port}, {ForControl}, {"everything"}, {""}} {
		if _, err := DecodeAgreed(Agreed{Granted: codes}.Encode()); err == nil {
			t.Errorf("%q is taken", codes)
		}
		if _, err := DecodeFacts(Facts{Powers: codes}.Encode()); err == nil {
			t.Errorf("%q is taken as facts", codes)
		}
	}
	c, err := DecodeAgreed(Agreed{Granted: Powers}.Encode())
	if err != nil || !slices.Equal(c.Granted, Powers) {
		t.Errorf("all of them: %v %v", c.Granted, err)
	}
}

func TestATurnIsOneOfThoseThereAre(t *testing.T) {
	for _, turn := range []Turn{{}, {Finish + 1, Client, "", ""}, {Pause, Server + 1, "", ""}, {Take, Client, "", ""}, {Pause, Client, Port, ""}, {Finish, Server, "", "Ended!"}} {
		if _, err := DecodeTurn(turn.Encode()); err == nil {
			t.Errorf("%+v is taken", turn)
		}
	}
}
