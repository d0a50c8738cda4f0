//go:build tools

// Package tools keeps kwok in go.mod: nothing here is compiled. kwok has a module of its own
// because it follows other releases of the Kubernetes libraries than the control plane.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
