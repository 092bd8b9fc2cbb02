// Reads cases as lines of JSON and writes for each what crypto/x509 says: "id<TAB>accepted" or "id<TAB>refused<TAB>why".
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

type testCase struct {
	ID      string   `json:"id"`
	End     string   `json:"end"`
	Trusted []string `json:"trusted"`
	Others  []string `json:"others"`
	At      string   `json:"at"`
}

func parse(text string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func pool(list []string) *x509.CertPool {
	found := x509.NewCertPool()
	for _, text := range list {
		if certificate, err := parse(text); err == nil {
			found.AddCert(certificate)
		}
	}
	return found
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var one testCase
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			panic(err)
		}
		at, err := time.Parse(time.RFC3339, one.At)
		if err != nil {
			panic(err)
		}
		end, err := parse(one.End)
		if err == nil {
			_, err = end.Verify(x509.VerifyOptions{
				Roots: pool(one.Trusted), Intermediates: pool(one.Others), CurrentTime: at,
				KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
			})
		}
		if err == nil {
			fmt.Printf("%s\taccepted\t\n", one.ID)
		} else {
			fmt.Printf("%s\trefused\t%s\n", one.ID, strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
}
