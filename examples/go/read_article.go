// Command read_article submits an article, waits until it is read, and lists its
// facts with their evidence.
//
//	examples/go/build
//	build/go/read_article ARTICLE                (with dateline serve --insecure running)
//	build/go/read_article -server HOST:PORT -ca ca.crt -token-file token ARTICLE
//
// A server with TLS needs -ca and who you are: -token-file (or DATELINE_TOKEN in
// the environment), or -certificate and -key. Where the three services run as
// daemons of their own, -query-server says where the facts are asked for.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	factv1 "dateline.org/go/dateline/fact/v1"
	ingestv1 "dateline.org/go/dateline/ingest/v1"
	queryv1 "dateline.org/go/dateline/query/v1"
)

// The deadline of a call; waiting for delivery gets five times as long.
const callTimeout = 60 * time.Second

var (
	server      = flag.String("server", "127.0.0.1:7878", "`HOST:PORT` of the services")
	queryServer = flag.String("query-server", "", "`HOST:PORT` of the query service, if it is another")
	ca          = flag.String("ca", "", "PEM `file` with the server's CA: use TLS")
	certificate = flag.String("certificate", "", "PEM `file` with a client certificate")
	key         = flag.String("key", "", "PEM `file` with its key")
	tokenFile   = flag.String("token-file", "", "`file` with a token")
)

// bearer shows a token with every call; gRPC sends it over TLS alone.
type bearer string

func (token bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(token)}, nil
}

func (bearer) RequireTransportSecurity() bool { return true }

func readToken() (string, error) {
	if *tokenFile == "" {
		return os.Getenv("DATELINE_TOKEN"), nil
	}
	content, err := os.ReadFile(*tokenFile)
	return strings.TrimSpace(string(content)), err
}

// dialOptions gives TLS, a client certificate and a token, as far as given.
func dialOptions() ([]grpc.DialOption, error) {
	token, err := readToken()
	if err != nil {
		return nil, err
	}
	if *ca == "" {
		if token != "" {
			return nil, errors.New("a token would travel in the clear: give -ca")
		}
		return []grpc.DialOption{grpc.WithInsecure()}, nil
	}
	authority, err := os.ReadFile(*ca)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	if !config.RootCAs.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("%s holds no certificate", *ca)
	}
	if *certificate != "" {
		own, err := tls.LoadX509KeyPair(*certificate, *key)
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	options := []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(config))}
	if token != "" {
		options = append(options, grpc.WithPerRPCCredentials(bearer(token)))
	}
	return options, nil
}

// submit gives the id of the file's document. Submitting twice changes nothing.
func submit(ingest ingestv1.IngestServiceClient, path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	answer, err := ingest.SubmitDocument(ctx, &ingestv1.SubmitDocumentRequest{
		Document: &ingestv1.RawDocument{Content: content, Uri: filepath.Base(path)}})
	return answer.GetDocumentId(), err
}

func waitUntilDelivered(ingest ingestv1.IngestServiceClient, id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*callTimeout)
	defer cancel()
	updates, err := ingest.WatchDelivery(ctx,
		&ingestv1.WatchDeliveryRequest{DocumentIds: []string{id}, UntilSettled: true})
	if err != nil {
		return err
	}
	var last *ingestv1.Delivery
	for {
		update, err := updates.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		last = update.GetDelivery()
	}
	if last.GetState() != ingestv1.DeliveryState_DELIVERY_STATE_DELIVERED {
		return fmt.Errorf("not delivered: %s %s", last.GetState(), last.GetLastError())
	}
	return nil
}

// forEachFact calls take for all facts that the document attests, page by page.
func forEachFact(query queryv1.QueryServiceClient, id string, take func(*queryv1.Fact)) error {
	request := &queryv1.ListFactsRequest{Filter: &queryv1.FactFilter{DocumentIds: []string{id}}}
	for {
		ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
		page, err := query.ListFacts(ctx, request)
		cancel()
		if err != nil {
			return err
		}
		for _, fact := range page.GetFacts() {
			take(fact)
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			return nil
		}
	}
}

func describe(value *factv1.Value) string {
	switch {
	case value.GetEntity() != nil:
		return value.GetEntity().GetName()
	case value.GetTime() != nil:
		return value.GetTime().GetEdtf()
	case value.GetText() != "":
		return value.GetText()
	default:
		return strconv.FormatFloat(value.GetNumber(), 'g', -1, 64)
	}
}

// headline says in one line what a fact says.
func headline(content *factv1.FactContent) string {
	switch {
	case content.GetRelation() != nil:
		relation := content.GetRelation()
		return fmt.Sprintf("%s: %s, %s", content.GetType(), relation.GetSubject().GetName(), describe(relation.GetObject()))
	case content.GetEvent() != nil:
		var roles []string
		for _, role := range content.GetEvent().GetRoles() {
			roles = append(roles, role.GetRole()+" "+describe(role.GetValue()))
		}
		return content.GetType() + ": " + strings.Join(roles, ", ")
	case content.GetStatement() != nil:
		statement := content.GetStatement()
		return fmt.Sprintf("said: %s, “%s”", statement.GetSpeaker().GetName(), statement.GetContent())
	default:
		claim := content.GetClaim()
		return fmt.Sprintf("claim: %s %s", claim.GetSubject().GetText(), claim.GetRelation())
	}
}

func run(path string) error {
	options, err := dialOptions()
	if err != nil {
		return err
	}
	connection, err := grpc.Dial(*server, options...)
	if err != nil {
		return err
	}
	defer connection.Close()
	queryConnection := connection
	if *queryServer != "" {
		if queryConnection, err = grpc.Dial(*queryServer, options...); err != nil {
			return err
		}
		defer queryConnection.Close()
	}
	ingest := ingestv1.NewIngestServiceClient(connection)
	id, err := submit(ingest, path)
	if err != nil {
		return err
	}
	if err := waitUntilDelivered(ingest, id); err != nil {
		return err
	}
	return forEachFact(queryv1.NewQueryServiceClient(queryConnection), id, func(fact *queryv1.Fact) {
		fmt.Println(headline(fact.GetContent()))
		for _, attestation := range fact.GetAttestations() {
			if attestation.GetDocumentId() != id {
				continue
			}
			for _, evidence := range attestation.GetEvidence() {
				fmt.Println("    " + strings.Join(strings.Fields(evidence.GetText()), " "))
			}
		}
	})
}

func main() {
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "give one file with an article")
		os.Exit(2)
	}
	if err := run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
