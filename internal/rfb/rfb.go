// Package rfb reads what a VNC server shows (RFB 3.8, RFC 6143, and the registry of RFB), message by message, so that it can be recorded, looked at
// and played from the middle.
//
// A [Filter] lets pass the one form of it that a recording holds: pixels of 32 bits ([PixelFormat]); rectangles Raw, CopyRect, Hextile and Tight; a
// new size of the screen; that keys may be sent by their codes. Nothing in that form depends on what came before but the picture itself: a stream of
// Tight's compression begins anew with every rectangle. Whoever begins at a whole picture therefore sees what everybody sees.
//
// Bell and clipboard are taken out, since they act on who looks. Refused, which ends the stream ([ErrServer]): colour maps, what is not known,
// rectangles beyond the screen, screens above [MaxSide] and [MaxPixels], rectangles that draw the screen more than [overdraw] times in one
// update, a photograph (JPEG) that is not as large as its rectangle.
//
// It holds at most one compressed rectangle (4 MiB), and only as much of it as has come. It knows no network and no recording.
package rfb

import (
	"encoding/binary"
	"errors"
)

// Limits of a screen.
const (
	MaxSide   = 16384
	MaxPixels = 1 << 25 // 8K, or several screens beside each other
	maxPart   = 2 << 20 // bytes that a compressed rectangle becomes, photographs apart
	maxCut    = 16 << 20
	overdraw  = 4
	maxName   = 4 << 10
)

// ErrServer says that a VNC server, or who plays one, does not keep to what can be shown.
var ErrServer = errors.New("rfb: the VNC server sends what cannot be shown")

// PixelFormat is that of all pictures: 32 bits, of which 8 each for red, green and blue, red first. It is the only one that the viewer in the browser knows.
var PixelFormat = [16]byte{32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16}

// Encodings are what a server is asked to send, in the order of preference. Without the pseudo-encodings of a cursor the server
// draws the pointer into the picture, where a replay shows it. No clipboard, no fences, no continuous updates: every update is asked for.
var Encodings = []int32{encTight, encCopy, encHextile, encRaw, jpegQuality, compression, encSize, encKeys}

// What a rectangle is coded in.
const (
	encRaw      = 0
	encCopy     = 1
	encHextile  = 5
	encTight    = 7
	encSize     = -223 // the screen has another size
	encKeys     = -258 // keys may be sent by their codes (QEMU)
	jpegQuality = -32 + 8
	compression = -256 + 2
)

// Version and Greeting are how a recording begins, as if a server without a password were asked.
const Version = "RFB 003.008\n"

// Greeting is what a server says up to its first message.
func Greeting(width, height int, name string) []byte {
	b := append([]byte(Version), 1, 1, 0, 0, 0, 0)
	return append(b, Init(width, height, name)...)
}

// Init is ServerInit: the screen's size, the format of its pixels, its name.
func Init(width, height int, name string) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(width))
	b = binary.BigEndian.AppendUint16(b, uint16(height))
	b = append(b, PixelFormat[:]...)
	return append(binary.BigEndian.AppendUint32(b, uint32(len(name))), name...)
}

// Fits tells whether a screen may be that large.
func Fits(width, height int) bool {
	return width > 0 && height > 0 && width <= MaxSide && height <= MaxSide && width*height <= MaxPixels
}
