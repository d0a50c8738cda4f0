// A TLS proxy in front of a cluster that breaks what passes through it, by rules. README.md has the rules.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	stdlog "log"
	"math/rand"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run() error {
	flags := flag.NewFlagSet("tests/faults/proxy", flag.ContinueOnError)
	flags.SetOutput(os.Stderr)
	to := flags.String("to", "", "the `URL` of the API server")
	rulesFile := flags.String("rules", "", "the `FILE` of rules; read again whenever it changes")
	listen := flags.String("listen", "127.0.0.1:0", "loopback `ADDRESS` to listen on")
	authorityOut := flags.String("ca-out", "", "write the authority of the proxy's certificate to this `FILE`")
	serverAuthority := flags.String("server-ca", "", "`FILE` with the authority of the API server's certificate; none: it is not checked")
	clientCertificate := flags.String("client-cert", "", "`FILE`: show this certificate to the API server, with --client-key")
	clientKey := flags.String("client-key", "", "`FILE` with its key")
	logFile := flags.String("log", "", "write the log to this `FILE` instead of standard error")
	seed := flags.Int64("seed", 1, "of \"chance\"")
	if err := flags.Parse(os.Args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			os.Exit(0)
		}
		os.Exit(2)
	}
	if *to == "" || *rulesFile == "" || flags.NArg() > 0 {
		return errors.New("usage: tests/faults/proxy --to URL --rules FILE [--help]")
	}
	target, err := url.Parse(*to)
	if err != nil || (target.Scheme != "https" && target.Scheme != "http") || target.Host == "" {
		return fmt.Errorf("--to %s is no address of a server: it begins with https:// or http://", *to)
	}
	host, _, err := net.SplitHostPort(*listen)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return fmt.Errorf("--listen %s is not on the loopback: whoever reaches the proxy reaches the cluster as its user", *listen)
	}
	rules, err := loadRules(*rulesFile)
	if err != nil {
		return err
	}
	towards, err := clientTLS(*serverAuthority, *clientCertificate, *clientKey)
	if err != nil {
		return err
	}
	certificates, err := newCertificates()
	if err != nil {
		return err
	}
	door, err := openDoor(*listen, certificates)
	if err != nil {
		return err
	}
	if *authorityOut != "" {
		if err := os.WriteFile(*authorityOut, certificates.Authority, 0o644); err != nil {
			return err
		}
	}
	var out io.Writer = os.Stderr
	if *logFile != "" {
		file, err := os.OpenFile(*logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer file.Close()
		out = file
	}
	proxy := &Proxy{
		to: target, door: door, log: &Log{out: out}, open: map[int]*Exchange{}, random: rand.New(rand.NewSource(*seed)),
		transport: &http.Transport{
			TLSClientConfig: towards, DisableCompression: true, MaxIdleConnsPerHost: 64,
			TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1, as the client speaks it
		},
	}
	if err := proxy.use(rules); err != nil {
		return err
	}
	server := &http.Server{
		Handler:      proxy,
		ErrorLog:     stdlog.New(io.Discard, "", 0), // broken connections are what it is for
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ConnContext: func(parent context.Context, connection net.Conn) context.Context {
			return context.WithValue(parent, connectionKey{}, connection)
		},
	}
	go proxy.follow(*rulesFile)
	fmt.Printf("https://%s\n", door.Addr())
	return server.Serve(door)
}

// follow reads the rules again when their file changes. A file with a mistake leaves the rules as they were.
func (proxy *Proxy) follow(name string) {
	last, _ := os.ReadFile(name)
	proxy.log.write(Entry{Did: "rules read"})
	for range time.Tick(20 * time.Millisecond) {
		content, err := os.ReadFile(name)
		if err != nil || string(content) == string(last) {
			continue
		}
		last = content
		rules, err := parseRules(name, string(content))
		if err == nil {
			err = proxy.use(rules)
		}
		if err != nil {
			proxy.log.write(Entry{Did: "rules refused: " + err.Error()})
			continue
		}
		proxy.log.write(Entry{Did: "rules read"})
	}
}

func clientTLS(authority, certificate, key string) (*tls.Config, error) {
	config := &tls.Config{InsecureSkipVerify: authority == ""}
	if authority != "" {
		pem, err := os.ReadFile(authority)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate in PEM", authority)
		}
	}
	if certificate != "" || key != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			return nil, fmt.Errorf("--client-cert and --client-key: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
