package main

import (
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// Door accepts connections as "connect" says: it serves them, or does to them what broken machines do.
type Door struct {
	certificates *Certificates
	address      string

	mutex  sync.Mutex
	opened *sync.Cond
	inner  net.Listener
	word   string
	held   []net.Conn
	closed bool
}

func openDoor(address string, certificates *Certificates) (*Door, error) {
	inner, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	door := &Door{certificates: certificates, address: inner.Addr().String(), inner: inner}
	door.opened = sync.NewCond(&door.mutex)
	return door, nil
}

// say changes what happens to new connections.
func (door *Door) say(word string) error {
	door.mutex.Lock()
	defer door.mutex.Unlock()
	if word != "hang" {
		for _, connection := range door.held {
			connection.Close()
		}
		door.held = nil
	}
	door.word = word
	if word == "refuse" {
		if door.inner != nil {
			door.inner.Close()
			door.inner = nil
		}
		return nil
	}
	if door.inner != nil {
		return nil
	}
	var err error
	// The port was ours a moment ago; connections that are still being taken down may hold it for a while.
	for try := 0; try < 100; try++ {
		if door.inner, err = net.Listen("tcp", door.address); err == nil {
			door.opened.Broadcast()
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	door.inner = nil
	return err
}

// Accept is net.Listener's.
func (door *Door) Accept() (net.Conn, error) {
	for {
		door.mutex.Lock()
		for door.inner == nil && !door.closed {
			door.opened.Wait()
		}
		inner, closed := door.inner, door.closed
		door.mutex.Unlock()
		if closed {
			return nil, net.ErrClosed
		}
		connection, err := inner.Accept()
		if err != nil {
			continue // taken away by say(); or it passes
		}
		door.mutex.Lock()
		word := door.word
		if word == "hang" {
			door.held = append(door.held, connection)
		}
		door.mutex.Unlock()
		switch word {
		case "hang":
		case "reset", "refuse":
			reset(connection)
		case "plain":
			connection.Write([]byte("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
			connection.Close()
		default:
			certificate := door.certificates.of(word)
			return tls.Server(connection, &tls.Config{Certificates: []tls.Certificate{*certificate}, NextProtos: []string{"http/1.1"}}), nil
		}
	}
}

// Close is net.Listener's.
func (door *Door) Close() error {
	door.mutex.Lock()
	defer door.mutex.Unlock()
	door.closed = true
	if door.inner != nil {
		door.inner.Close()
		door.inner = nil
	}
	door.opened.Broadcast()
	return nil
}

// Addr is net.Listener's.
func (door *Door) Addr() net.Addr {
	address, _ := net.ResolveTCPAddr("tcp", door.address)
	return address
}

// reset ends a connection with RST, without a farewell.
func reset(connection net.Conn) {
	if secure, is := connection.(*tls.Conn); is {
		connection = secure.NetConn()
	}
	if plain, is := connection.(*net.TCPConn); is {
		plain.SetLinger(0)
	}
	connection.Close()
}
