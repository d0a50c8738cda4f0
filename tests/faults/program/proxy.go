package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const longestBody = 16 << 20

type connectionKey struct{}

// Proxy forwards requests to one server and does to them what the rules say.
type Proxy struct {
	to        *url.URL
	transport *http.Transport
	door      *Door
	log       *Log

	mutex  sync.Mutex
	rules  *Rules
	seen   map[int]int // by line of the rule: requests that fitted, and times that it was done
	done   map[int]int
	open   map[int]*Exchange
	last   int
	random *rand.Rand
}

// Exchange is a request under way.
type Exchange struct {
	number   int
	method   string
	target   *url.URL
	commands chan Rule
}

// Log writes what was done, one JSON object a line. Headers and bodies stay out of it: they hold secrets.
type Log struct {
	mutex sync.Mutex
	out   io.Writer
}

// Entry is one line of the log.
type Entry struct {
	Time   string `json:"time"`
	Number int    `json:"n,omitempty"`
	Method string `json:"method,omitempty"`
	Target string `json:"target,omitempty"`
	Rule   int    `json:"rule,omitempty"` // its line
	Did    string `json:"did"`
	Code   int    `json:"code,omitempty"` // of the server
	Bytes  int    `json:"bytes,omitempty"`
	Millis int64  `json:"ms,omitempty"`
}

func (log *Log) write(entry Entry) {
	entry.Time = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	line, _ := json.Marshal(entry)
	log.mutex.Lock()
	defer log.mutex.Unlock()
	log.out.Write(append(line, '\n'))
}

// use puts rules into force; counts begin anew.
func (proxy *Proxy) use(rules *Rules) error {
	if err := proxy.door.say(rules.Connect); err != nil {
		return err
	}
	proxy.mutex.Lock()
	defer proxy.mutex.Unlock()
	proxy.rules = rules
	proxy.seen = map[int]int{}
	proxy.done = map[int]int{}
	for _, rule := range rules.Now {
		for _, exchange := range proxy.open {
			if rule.Match.fits(exchange.method, exchange.target) {
				select {
				case exchange.commands <- rule:
				default: // something worse is under way
				}
			}
		}
	}
	return nil
}

// choose is the first rule that fits and is not used up.
func (proxy *Proxy) choose(exchange *Exchange) (Rule, bool) {
	proxy.mutex.Lock()
	defer proxy.mutex.Unlock()
	proxy.last++
	exchange.number = proxy.last
	proxy.open[exchange.number] = exchange
	for _, rule := range proxy.rules.Requests {
		if !rule.Match.fits(exchange.method, exchange.target) {
			continue
		}
		proxy.seen[rule.Line]++
		if proxy.seen[rule.Line] <= rule.Skip || (rule.Times > 0 && proxy.done[rule.Line] >= rule.Times) {
			continue
		}
		if rule.Chance < 1 && proxy.random.Float64() >= rule.Chance {
			continue
		}
		proxy.done[rule.Line]++
		return rule, true
	}
	return Rule{Action: Action{Name: "pass", Original: "pass"}}, false
}

func (proxy *Proxy) leave(exchange *Exchange) {
	proxy.mutex.Lock()
	defer proxy.mutex.Unlock()
	delete(proxy.open, exchange.number)
}

// ServeHTTP is http.Handler's.
func (proxy *Proxy) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	began := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(writer, request.Body, longestBody))
	if err != nil {
		http.Error(writer, "fault proxy: the request could not be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	exchange := &Exchange{method: request.Method, target: request.URL, commands: make(chan Rule, 8)}
	rule, isFault := proxy.choose(exchange)
	defer proxy.leave(exchange)
	action := rule.Action
	delivery := &delivery{writer: writer, connection: request.Context().Value(connectionKey{}).(net.Conn), context: request.Context()}
	entry := Entry{Number: exchange.number, Method: request.Method, Target: request.URL.RequestURI(), Did: action.Original}
	if isFault {
		entry.Rule = rule.Line
	}
	defer func() {
		entry.Bytes, entry.Millis = delivery.bytes, time.Since(began).Milliseconds()
		if delivery.note != "" {
			entry.Did += "; " + delivery.note
		}
		proxy.log.write(entry)
		if delivery.isBroken {
			reset(delivery.connection)
			panic(http.ErrAbortHandler) // the server must not write a farewell
		}
	}()

	switch action.Name {
	case "cut-before":
		delivery.isBroken = true
		return
	case "delay":
		if !wait(request.Context(), action.Delay) {
			return
		}
	case "answer":
		delivery.answer(action)
		return
	}
	response, err := proxy.forward(request, body)
	if err == nil && action.Name == "duplicate" {
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
		delivery.note = fmt.Sprintf("the first answer was %d", response.StatusCode)
		response, err = proxy.forward(request, body)
	}
	if err != nil {
		delivery.note = "the server could not be asked: " + err.Error()
		delivery.isBroken = true // as a dead server looks
		return
	}
	defer response.Body.Close()
	entry.Code = response.StatusCode
	switch action.Name {
	case "cut-after":
		io.Copy(io.Discard, response.Body) // it was carried out to the end
		delivery.isBroken = true
	case "swallow":
		io.Copy(io.Discard, response.Body)
		<-request.Context().Done()
	default:
		delivery.deliver(response, action, exchange)
	}
}

var hopByHop = []string{"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

func (proxy *Proxy) forward(request *http.Request, body []byte) (*http.Response, error) {
	target := *proxy.to
	target.Path = strings.TrimSuffix(proxy.to.Path, "/") + request.URL.Path
	target.RawPath = ""
	if request.URL.RawPath != "" {
		target.RawPath = strings.TrimSuffix(proxy.to.EscapedPath(), "/") + request.URL.RawPath
	}
	target.RawQuery = request.URL.RawQuery
	outgoing, err := http.NewRequestWithContext(request.Context(), request.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	outgoing.GetBody = nil // never sent twice by itself
	if len(body) == 0 {
		outgoing.Body = nil
	}
	outgoing.Header = request.Header.Clone()
	for _, name := range hopByHop {
		outgoing.Header.Del(name)
	}
	return proxy.transport.RoundTrip(outgoing)
}

// delivery is the way of one answer back to the client.
type delivery struct {
	writer     http.ResponseWriter
	connection net.Conn
	context    context.Context
	bytes      int
	isBroken   bool
	note       string
}

func (d *delivery) write(piece []byte) bool {
	written, err := d.writer.Write(piece)
	d.bytes += written
	if flusher, can := d.writer.(http.Flusher); can {
		flusher.Flush()
	}
	return err == nil
}

func (d *delivery) answer(action Action) {
	body := []byte(action.Text)
	if action.Reason != "" {
		d.writer.Header().Set("Content-Type", "application/json")
		body, _ = json.Marshal(map[string]any{"kind": "Status", "apiVersion": "v1", "metadata": map[string]any{}, "status": "Failure",
			"message": action.Text, "reason": action.Reason, "code": action.Code})
	}
	if action.Retry > 0 {
		d.writer.Header().Set("Retry-After", strconv.Itoa(action.Retry))
	}
	d.writer.WriteHeader(action.Code)
	d.write(body)
}

// tracker counts down to a place in a body.
type tracker struct {
	lines, bytes int
	reached      bool
}

// upTo is how many bytes of the piece lie before the place, and whether it is reached with them.
func (t *tracker) upTo(piece []byte) (int, bool) {
	for i := 0; i <= len(piece); i++ {
		if t.lines == 0 && t.bytes == 0 {
			t.reached = true
			return i, true
		}
		if i == len(piece) {
			break
		}
		if t.lines > 0 {
			if piece[i] == '\n' {
				t.lines--
			}
		} else {
			t.bytes--
		}
	}
	return len(piece), false
}

func (d *delivery) deliver(response *http.Response, action Action, exchange *Exchange) {
	for name, values := range response.Header {
		if !contains(hopByHop, name) {
			d.writer.Header()[name] = values
		}
	}
	if action.Name == "end" || action.Name == "insert" || action.Name == "insert-line" {
		d.writer.Header().Del("Content-Length")
	}
	d.writer.WriteHeader(response.StatusCode)
	if !d.write(nil) {
		return
	}
	pieces := make(chan []byte)
	go func() {
		defer close(pieces)
		buffer := make([]byte, 64<<10)
		for {
			length, err := response.Body.Read(buffer)
			if length > 0 {
				select {
				case pieces <- append([]byte(nil), buffer[:length]...):
				case <-d.context.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	place := tracker{lines: action.At.Lines, bytes: action.At.Bytes}
	placed := contains([]string{"cut", "end", "stall", "corrupt", "insert", "insert-line"}, action.Name)
	if placed && place.lines == 0 && place.bytes == 0 && action.Name != "corrupt" {
		place.reached = true
		if d.act(action) {
			return
		}
	}
	for {
		select {
		case <-d.context.Done():
			d.note = "the client left"
			return
		case command := <-exchange.commands:
			d.note = fmt.Sprintf("%s by the rule of line %d", command.Action.Original, command.Line)
			if d.act(command.Action) {
				return
			}
		case piece, more := <-pieces:
			if !more {
				if placed && !place.reached {
					d.note = "the body ended before that place"
				}
				return
			}
			if placed && !place.reached {
				length, reached := place.upTo(piece)
				if !d.write(piece[:length]) {
					return
				}
				piece = piece[length:]
				if reached && action.Name == "corrupt" {
					if place.reached = len(piece) > 0; place.reached {
						piece[0] ^= 0x80 // never valid text
					}
				} else if reached && d.act(action) {
					return
				}
			}
			if action.Name == "slow" {
				for len(piece) > action.Length {
					if !d.write(piece[:action.Length]) || !wait(d.context, action.Delay) {
						return
					}
					piece = piece[action.Length:]
				}
			}
			if len(piece) > 0 && !d.write(piece) {
				return
			}
		}
	}
}

// act does what an action does at its place; true when the answer ends with it.
func (d *delivery) act(action Action) bool {
	switch action.Name {
	case "cut":
		d.isBroken = true
		return true
	case "end":
		return true
	case "stall":
		<-d.context.Done()
		return true
	case "insert":
		return !d.write([]byte(action.Text))
	case "insert-line":
		piece := bytes.Repeat([]byte("x"), 64<<10)
		for left := action.Length; left > 0; left -= len(piece) {
			if left < len(piece) {
				piece = piece[:left]
			}
			if !d.write(piece) {
				return true
			}
		}
		return !d.write([]byte("\n"))
	}
	return false
}

// wait is false when the client left before.
func wait(context context.Context, length time.Duration) bool {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-context.Done():
		return false
	}
}
