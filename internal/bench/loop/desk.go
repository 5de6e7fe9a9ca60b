package loop

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"

	"surety/internal/channel"
	"surety/internal/far"
)

// Desk is far.Desk of a Server at an address like 127.0.0.1:1234.
type Desk struct{ Address string }

// Join joins.
func (d Desk) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+d.Address+"/join", strings.NewReader(hex.EncodeToString(pin[:])))
	if err != nil {
		return far.Joined{}, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return far.Joined{}, err
	}
	defer res.Body.Close()
	var j Joined
	if err := json.NewDecoder(res.Body).Decode(&j); err != nil {
		return far.Joined{}, fmt.Errorf("join: %s: %w", res.Status, err)
	}
	out := far.Joined{Number: j.Number}
	_, err = hex.Decode(out.Pin[:], []byte(j.Pin))
	return out, err
}

// Dial dials a lane of a specialist's end.
func (d Desk) Dial(ctx context.Context, lane channel.Lane, number uint32) (net.Conn, error) {
	return channel.Dialer{}.Dial(ctx, fmt.Sprintf("ws://%s/far?lane=%s&number=%d", d.Address, lane, number))
}

// DialNear dials a lane of the client's end.
func (d Desk) DialNear(ctx context.Context, lane channel.Lane) (net.Conn, error) {
	return channel.Dialer{}.Dial(ctx, fmt.Sprintf("ws://%s/near?lane=%s", d.Address, lane))
}
