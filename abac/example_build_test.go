// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/azfoundry/azfoundry/abac"
)

// Levels of blobs and of people, the highest within one window of time only.
func ExampleAccessLevels() {
	c, err := abac.AccessLevels{
		TagKey: "access_level", AttributeSet: "Staff", Attribute: "Level", Levels: []string{"low", "high"},
		From: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), To: time.Date(2026, 1, 9, 18, 0, 0, 0, time.UTC),
	}.Condition()
	if err != nil {
		log.Fatal(err)
	}
	program := abac.Compile(c, abac.Strict)
	for _, day := range []string{"2026-01-06T12:00:00Z", "2026-02-01T12:00:00Z"} {
		fmt.Println(day, program.Decide(abac.Request{
			Action:      abac.BlobRead,
			Resource:    abac.Attributes{abac.BlobTag("access_level"): abac.Text("high")},
			Principal:   abac.Attributes{abac.SecurityAttribute("Staff", "Level"): abac.Text("high")},
			Environment: abac.Attributes{abac.UtcNow: abac.Text(day)},
		}))
	}
	// Output:
	// 2026-01-06T12:00:00Z true
	// 2026-02-01T12:00:00Z false
}

// What somebody may use lies below a prefix that is in an attribute of their own.
func ExampleOwnPrefix() {
	c, err := abac.OwnPrefix("home", "Staff", "Folder")
	if err != nil {
		log.Fatal(err)
	}
	read := abac.Request{
		Action:    abac.BlobRead,
		Resource:  abac.Attributes{abac.ContainerName: abac.Text("home"), abac.BlobPath: abac.Text("ada/notes.txt")},
		Principal: abac.Attributes{abac.SecurityAttribute("Staff", "Folder"): abac.Text("ada/")},
	}
	program := abac.Compile(c, abac.Strict)
	fmt.Println(program.Decide(read))
	read.Resource[abac.BlobPath] = abac.Text("bob/notes.txt")
	fmt.Println(program.Decide(read))
	// Output:
	// true
	// false
}

// Hours of each day cannot be said, and the builder does not pretend.
func ExampleField_BetweenHours() {
	_, err := abac.For(abac.BlobRead).Leave(abac.BlobList).Require(abac.Environment(abac.UtcNow).BetweenHours(9, 17)).Condition()
	fmt.Println(errors.Is(err, abac.ErrDailyHours))
	// Output: true
}

// A condition that restricts nothing, although it looks as if it did.
func ExampleAlwaysTrue() {
	c := abac.MustParse("!(ActionMatches{'a/read'}) OR !(ActionMatches{'a/write'})")
	fmt.Println(abac.AlwaysTrue(c, abac.Strict).Answer)
	narrower := abac.MustParse("!(ActionMatches{'a/read'})")
	f := abac.AlwaysTrue(narrower, abac.Strict)
	fmt.Println(f.Answer, f.Witness.Action)
	// Output:
	// yes
	// no a/read
}

// A file may have comments; what is wrong with its syntax are findings too.
func ExampleLint() {
	_, found := abac.Lint("own.txt", "# that's ours\n@Resource[Microsoft.Storage/storageAccounts:name] StringEqals 'a'", nil)
	for _, d := range found {
		fmt.Println(d.Rule, d.Span.Start, d.Message, "-", d.Fix)
	}
	// Output: AB014 2:51 unknown operator "StringEqals" - did you mean StringEquals?
}

// Requests are JSON as well, with values by what conditions write between the brackets.
func ExampleRequest() {
	var r abac.Request
	text := `{"action":"a/read","resource":{"tags":["x","y"],"size":3},"environment":{"isPrivateLink":true}}`
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		log.Fatal(err)
	}
	v, ok := r.Get(abac.Attribute{Source: abac.SourceResource, Name: "Tags"}) // names have no case
	fmt.Println(v, ok)
	_, ok = r.Get(abac.Attribute{Source: abac.SourcePrincipal, Name: "level"})
	fmt.Println(ok)
	// Output:
	// ["x","y"] true
	// false
}

// Which actions conditions can look into, and what their requests carry.
func ExampleKnownActions() {
	for _, k := range abac.KnownActions() {
		if k.Action == abac.AssignmentDelete {
			fmt.Println(k.Status, k.Attributes[0])
		}
	}
	fmt.Println(abac.IsKnown(abac.Attribute{Source: abac.SourceRequest, Name: abac.BlobPath}))
	// Output:
	// GA @Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId]
	// false
}

// Parts that make no difference, each for itself.
func ExampleDeadParts() {
	const text = "@Resource[a] StringStartsWith 'team/' OR @Resource[a] StringEquals 'team/x'"
	for _, e := range abac.DeadParts(abac.MustParse(text), abac.Strict) {
		fmt.Println(text[e.Span().Start.Offset:e.Span().End.Offset])
	}
	// Output: @Resource[a] StringEquals 'team/x'
}
