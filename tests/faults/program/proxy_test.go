package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"context"
)

func TestMistakesNameTheirPlace(t *testing.T) {
	for line, wanted := range map[string]string{
		"break everything":                   "unknown word",
		"on GET do cut":                      "wants METHOD, PATH",
		"on GET pods do cut":                 "begins neither",
		"on GET /x fast do cut":              "is no condition",
		"on GET /x times do cut":             "wants a number",
		"on GET /x times 0 do cut":           "never happen",
		"on GET /x chance 2 do cut":          "from 0 to 1",
		"on GET /x do":                       "wants an action",
		"on GET /x do explode":               "unknown action",
		"on GET /x do cut 3m":                "is no place in a body",
		"on GET /x do delay soon":            "is no duration",
		"on GET /x do answer 99":             "is no code",
		"on GET /x do answer 429 colour=red": "does not know",
		"now GET /x do duplicate":            "to an open answer",
		"connect sometimes":                  "connect wants one of",
		`on GET /x do insert "never ends`:    "does not end",
	} {
		_, err := parseRules("some.rules", "# fine\n"+line+"\n")
		if err == nil || !strings.HasPrefix(err.Error(), "some.rules:2: ") || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, one := range []struct {
		place  string
		length int
	}{{"0", 0}, {"3", 3}, {"1l", 4}, {"1l+2", 6}, {"2l", 9}} {
		at, err := position(one.place)
		if err != nil {
			t.Fatal(err)
		}
		// In any pieces.
		body := []byte("abc\ndefg\nhi")
		for size := 1; size <= len(body); size++ {
			place := tracker{lines: at.Lines, bytes: at.Bytes}
			before := 0
			for from := 0; from < len(body) && !place.reached; from += size {
				piece := body[from:min(from+size, len(body))]
				length, _ := place.upTo(piece)
				before += length
			}
			if !place.reached || before != one.length {
				t.Errorf("%s in pieces of %d: %d, %v", one.place, size, before, place.reached)
			}
		}
	}
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

type setting struct {
	proxy  *Proxy
	client *http.Client
	url    string
	asked  *atomic.Int32
	log    *bytes.Buffer
}

// start puts a proxy with these rules before a server that answers three lines.
func start(t *testing.T, text string) setting {
	t.Helper()
	asked := &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		asked.Add(1)
		fmt.Fprint(writer, "one\ntwo\nthree\n")
		writer.(http.Flusher).Flush()
		if request.URL.Query().Has("watch") {
			<-request.Context().Done()
		}
	}))
	target, _ := url.Parse(server.URL)
	certificates, err := newCertificates()
	if err != nil {
		t.Fatal(err)
	}
	door, err := openDoor("127.0.0.1:0", certificates)
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	proxy := &Proxy{to: target, door: door, transport: &http.Transport{DisableCompression: true}, log: &Log{out: log}, open: map[int]*Exchange{}, random: rand.New(rand.NewSource(1))}
	use(t, proxy, text)
	front := &http.Server{Handler: proxy, ConnContext: func(parent context.Context, connection net.Conn) context.Context {
		return context.WithValue(parent, connectionKey{}, connection)
	}}
	front.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
	go front.Serve(door)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificates.Authority)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}, Timeout: 10 * time.Second}
	t.Cleanup(func() { front.Close(); server.CloseClientConnections(); server.Close() })
	return setting{proxy, client, "https://" + door.Addr().String(), asked, log}
}

func use(t *testing.T, proxy *Proxy, text string) {
	t.Helper()
	rules, err := parseRules("test.rules", text)
	if err == nil {
		err = proxy.use(rules)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s setting) get(path string) (int, string, error) {
	response, err := s.client.Get(s.url + path)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

func TestWhatTheClientMeets(t *testing.T) {
	whole := "one\ntwo\nthree\n"
	for _, one := range []struct {
		action string
		code   int
		body   string
		broken bool
		asked  int32
	}{
		{"pass", 200, whole, false, 1},
		{"delay 10ms", 200, whole, false, 1},
		{"cut before", 0, "", true, 0},
		{"cut after", 0, "", true, 1},
		{"cut 1l+1", 200, "one\nt", true, 1},
		{"end 1l+1", 200, "one\nt", false, 1},
		{"duplicate", 200, whole, false, 2},
		{"corrupt 4", 200, "one\n\xf4wo\nthree\n", false, 1},
		{"slow 2 1ms", 200, whole, false, 1},
		{`insert 1l "x\n"`, 200, "one\nx\ntwo\nthree\n", false, 1},
		{"insert-line 1l 3", 200, "one\nxxx\ntwo\nthree\n", false, 1},
		{`answer 429 retry-after=7 text="too \"busy\""`, 429, `too "busy"`, false, 0},
	} {
		t.Run(one.action, func(t *testing.T) {
			s := start(t, "on GET /a* do "+one.action)
			code, body, err := s.get("/a/b?c=d")
			if code != one.code || body != one.body || (err != nil) != one.broken || s.asked.Load() != one.asked {
				t.Errorf("%d %q %v, asked %d times\n%s", code, body, err, s.asked.Load(), s.log)
			}
			if code, body, err := s.get("/other"); code != 200 || body != whole || err != nil {
				t.Errorf("another request: %d %q %v", code, body, err)
			}
		})
	}
}

func TestCountsAndConditions(t *testing.T) {
	s := start(t, "on GET /x mode=a skip 1 times 1 do answer 500\non GET /x !limit times 1 do answer 501\n")
	for i, wanted := range []int{501, 500, 200, 200} {
		if code, _, _ := s.get("/x?mode=a"); code != wanted {
			t.Errorf("request %d: %d instead of %d", i, code, wanted)
		}
	}
	if code, _, _ := s.get("/x?limit=5"); code != 200 {
		t.Errorf("with a limit: %d", code)
	}
}

func TestAnOpenAnswerIsReached(t *testing.T) {
	for action, wanted := range map[string]string{"cut": "broken", "end": "ended", `insert "more\n"`: "more"} {
		s := start(t, "")
		response, err := s.client.Get(s.url + "/w?watch=true")
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(response.Body)
		for i := 0; i < 3; i++ {
			lines.ReadString('\n')
		}
		use(t, s.proxy, "now GET /w watch=true do "+action)
		line, err := lines.ReadString('\n')
		got := strings.TrimSpace(line)
		if err == io.EOF {
			got = "ended"
		} else if err != nil {
			got = "broken"
		}
		if got != wanted {
			t.Errorf("%s: %q %v", action, line, err)
		}
		response.Body.Close()
	}
}

func TestDoors(t *testing.T) {
	for _, word := range []string{"refuse", "reset", "plain", "expired", "not-yet", "wrong-name", "unknown-authority"} {
		s := start(t, "connect "+word)
		if _, _, err := s.get("/"); err == nil {
			t.Errorf("connect %s: it was served", word)
		}
		use(t, s.proxy, "")
		if code, _, err := s.get("/"); code != 200 {
			t.Errorf("after connect %s: %d %v", word, code, err)
		}
	}
}
