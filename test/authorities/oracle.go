// Reads certificates and revocation lists with Go's own library and says, as JSON, what it thinks of them.
package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
)

type verdict struct {
	Chain   string `json:"chain"`
	List    string `json:"list"`
	Number  string `json:"number"`
	Entries int    `json:"entries"`
	Listed  bool   `json:"listed"`
}

func text(err error) string {
	if err != nil {
		return err.Error()
	}
	return "ok"
}

func certificate(folder, name string) *x509.Certificate {
	bytes, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(bytes)
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(folder + " " + name + ": " + err.Error())
	}
	return parsed
}

func judge(folder string) verdict {
	root, issuing, leaf := certificate(folder, "root.pem"), certificate(folder, "issuing.pem"), certificate(folder, "leaf.pem")
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(root)
	between.AddCert(issuing)
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: "web.example.org"})
	result := verdict{Chain: text(err)}
	for _, of := range []struct {
		name   string
		issuer *x509.Certificate
	}{{"root.crl", root}, {"issuing.crl", issuing}} {
		bytes, err := os.ReadFile(filepath.Join(folder, of.name))
		if err != nil {
			panic(err)
		}
		list, err := x509.ParseRevocationList(bytes)
		if err == nil {
			err = list.CheckSignatureFrom(of.issuer)
		}
		result.List = text(err)
		if err != nil {
			return result
		}
		result.Number, result.Entries = list.Number.String(), len(list.RevokedCertificateEntries)
		for _, entry := range list.RevokedCertificateEntries {
			result.Listed = result.Listed || entry.SerialNumber.Cmp(leaf.SerialNumber) == 0
		}
	}
	return result
}

func main() {
	verdicts := map[string]verdict{}
	for _, folder := range os.Args[1:] {
		verdicts[filepath.Base(folder)] = judge(folder)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		panic(err)
	}
}
