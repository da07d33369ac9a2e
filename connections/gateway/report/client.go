// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Client asks for metrics. It is immutable and safe for concurrent use.
type Client struct {
	rest *rest.Client
}

// NewClient returns a client that authenticates with cred, usually an *auth.Chain. Nil opts mean public Azure.
// It fails without a credential and on a cloud configuration without Resource Manager.
func NewClient(cred azcore.TokenCredential, opts *arm.ClientOptions) (*Client, error) {
	c, err := rest.New(rest.Config{Package: "report"}, cred, opts)
	if err != nil {
		return nil, err
	}
	return &Client{rest: c}, nil
}

// ask is the question, which changes nothing.
var ask = rest.Operation{
	Name: "query metrics", Method: http.MethodPost, Suffix: "/query", Codes: []int{http.StatusOK}, ReadOnly: true,
	Versions: map[string]string{"Microsoft.Insights": "2018-04-20", "Microsoft.OperationalInsights": "2017-10-01"},
}

func (s source) String() string  { return s.id }
func (s source) Validate() error { return nil } // source was made by Query.source

// question is the body.
type question struct {
	Query    string `json:"query"`
	Timespan string `json:"timespan"`
}

// answer is what comes back. In older versions the names of its members are in Pascal case, and that of a
// column is ColumnName.
type answer struct {
	Tables []struct {
		Columns []struct{ Name, ColumnName string } `json:"columns"`
		Rows    [][]jsontext.Value                  `json:"rows"`
	} `json:"tables"`
	Error *struct{ Code, Message string } `json:"error"`
}

// Tokens asks an Application Insights component or a Log Analytics workspace, by its id, what was used up.
//
// Bad input is an *azfoundry.ValidationError, and nothing is sent. A part of an answer is an
// *azfoundry.OpError: nobody should be charged by it. A dry run asks all the same.
//
// POST …/components/{component}/query, API version 2018-04-20, or POST …/workspaces/{workspace}/query, API
// version 2017-10-01.
func (c *Client) Tokens(ctx context.Context, id string, q Query) (Report, error) {
	s, err := q.source(id)
	if err != nil {
		return Report{}, err
	}
	body := question{Query: q.text(s.table), Timespan: stamp(q.From) + "/" + stamp(q.To)}
	got, err := rest.Call[answer](ctx, c.rest, &ask, s, rest.Input{Body: body})
	if err != nil {
		return Report{}, err
	}
	out := Report{From: q.From, To: q.To}
	if err := out.read(got); err != nil {
		return Report{}, &azfoundry.OpError{Op: "report: query metrics", Resource: s.id, Message: err.Error(), Err: err}
	}
	return out, nil
}

// stamp is a time as the services have it, whose moments are 100 ns apart
// (learn.microsoft.com/kusto/query/scalar-data-types/datetime).
func stamp(t time.Time) string {
	return t.UTC().Truncate(100 * time.Nanosecond).Format(time.RFC3339Nano)
}

// read takes over the rows of an answer.
func (r *Report) read(got answer) error {
	if got.Error != nil {
		return fmt.Errorf("the answer is not whole: %s: %s; ask for less, such as a shorter time", got.Error.Code, got.Error.Message)
	}
	if len(got.Tables) == 0 {
		return fmt.Errorf("the answer has no table")
	}
	t := got.Tables[0]
	for number, cells := range t.Rows {
		if len(cells) != len(t.Columns) {
			return fmt.Errorf("row %d has %d cells for %d columns", number, len(cells), len(t.Columns))
		}
		var row Row
		for i, column := range t.Columns {
			name := cmp.Or(column.Name, column.ColumnName)
			if err := row.set(name, cells[i]); err != nil {
				return fmt.Errorf("row %d, column %s: %w", number, name, err)
			}
		}
		if row.Tokens == (Tokens{}) && row.First.IsZero() {
			continue // the sum over nothing
		}
		r.Rows, r.Sum = append(r.Rows, row), r.Sum.plus(row.Tokens)
	}
	slices.SortFunc(r.Rows, compare)
	return nil
}

func compare(a, b Row) int {
	for _, d := range dimensions() {
		if c := cmp.Compare(*a.dimension(d), *b.dimension(d)); c != 0 {
			return c
		}
	}
	return a.Since.Compare(b.Since)
}

// set takes over a cell. Columns that nobody asked for are left out.
func (r *Row) set(column string, cell jsontext.Value) error {
	switch column {
	case "prompt":
		return count(&r.Tokens.Prompt, cell)
	case "completion":
		return count(&r.Tokens.Completion, cell)
	case "total":
		return count(&r.Tokens.Total, cell)
	case "first":
		return json.Unmarshal(cell, &r.First)
	case "last":
		return json.Unmarshal(cell, &r.Last)
	case "since":
		return json.Unmarshal(cell, &r.Since)
	}
	if slices.Contains(dimensions(), Dimension(column)) {
		return json.Unmarshal(cell, r.dimension(Dimension(column)))
	}
	return nil
}

// count reads a number of tokens, which comes as one with a fraction, or as a text.
func count(to *int64, cell jsontext.Value) error {
	var n float64
	if err := json.Unmarshal(jsontext.Value(strings.Trim(string(cell), `"`)), &n); err != nil {
		return fmt.Errorf("is no number of tokens: %w", err)
	}
	*to = int64(math.Round(n))
	return nil
}
