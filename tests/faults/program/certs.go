package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// Certificates are what the proxy shows, made at each start: a good one, and those that a client must refuse.
type Certificates struct {
	Authority []byte // PEM; what a client of the proxy trusts
	byWord    map[string]*tls.Certificate
}

func newCertificates() (*Certificates, error) {
	authority, authorityKey, err := newAuthority("fault proxy")
	if err != nil {
		return nil, err
	}
	stranger, strangerKey, err := newAuthority("somebody else")
	if err != nil {
		return nil, err
	}
	made := &Certificates{
		Authority: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw}),
		byWord:    map[string]*tls.Certificate{},
	}
	now := time.Now()
	for word, template := range map[string]x509.Certificate{
		"":                  {NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}},
		"expired":           {NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(-24 * time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}},
		"not-yet":           {NotBefore: now.Add(24 * time.Hour), NotAfter: now.Add(48 * time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}},
		"wrong-name":        {NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), DNSNames: []string{"elsewhere.example"}},
		"unknown-authority": {NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}},
	} {
		parent, parentKey := authority, authorityKey
		if word == "unknown-authority" {
			parent, parentKey = stranger, strangerKey
		}
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		leaf := template
		leaf.SerialNumber = serial()
		leaf.Subject = pkix.Name{CommonName: "fault proxy server"}
		leaf.KeyUsage = x509.KeyUsageDigitalSignature
		leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		bytes, err := x509.CreateCertificate(rand.Reader, &leaf, parent, &key.PublicKey, parentKey)
		if err != nil {
			return nil, err
		}
		made.byWord[word] = &tls.Certificate{Certificate: [][]byte{bytes}, PrivateKey: key}
	}
	return made, nil
}

// of is the certificate that goes with a word of "connect".
func (certificates *Certificates) of(word string) *tls.Certificate {
	if certificate, known := certificates.byWord[word]; known {
		return certificate
	}
	return certificates.byWord[""]
}

func newAuthority(name string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := x509.Certificate{SerialNumber: serial(), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-72 * time.Hour), NotAfter: time.Now().Add(72 * time.Hour), KeyUsage: x509.KeyUsageCertSign}
	bytes, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(bytes)
	return certificate, key, err
}

func serial() *big.Int {
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err)
	}
	return number
}
