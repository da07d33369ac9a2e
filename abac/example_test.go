// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"errors"
	"fmt"

	"github.com/azfoundry/azfoundry/abac"
)

const (
	readBlob      = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
	containerName = "Microsoft.Storage/storageAccounts/blobServices/containers:name"
)

// One condition decides two requests.
func Example() {
	c, err := abac.Parse(`((!(ActionMatches{'` + readBlob + `'}))
		OR (@Resource[` + containerName + `] StringStartsWith 'project-a-'))`)
	if err != nil {
		fmt.Println(err)
		return
	}
	b := abac.Compile(c, abac.Strict).Bind(abac.Request{Action: readBlob, Resource: abac.Attributes{containerName: abac.Text("project-a-data")}})
	fmt.Println(b.Evaluate())
	b.Rebind(abac.Request{Action: readBlob})
	fmt.Println(b.Evaluate(), b.Explain().Missing)
	// Output:
	// true
	// false [@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]]
}

// All errors of a text come at once, each with its place.
func ExampleParse() {
	_, err := abac.Parse("(@Resource[a] StringEqals 'x')\nAND @Request[b] ForAnyOfAnyValues:StringEquals {x}")
	list, _ := errors.AsType[abac.SyntaxErrors](err)
	for _, e := range list {
		fmt.Println(e)
	}
	// Output:
	// 1:15: unknown operator "StringEqals"; did you mean StringEquals?
	// 2:49: expected a value in the set, found "x"; texts stand in single quotes: 'x'
}

func ExampleSyntaxError() {
	_, err := abac.ParseFile("team.txt", "# who may assign\n!(ActionMatches('a'))")
	if e, ok := errors.AsType[*abac.SyntaxError](err); ok {
		fmt.Printf("%d:%d %s\n%s\n", e.Pos.Line, e.Pos.Column, e.Message, e.Hint)
	}
	// Output:
	// 2:16 expected { behind ActionMatches, found "("
	// write ActionMatches{'…'}
}

func ExampleCondition_Format() {
	c := abac.MustParse("!(ActionMatches{'a/read'} && !SubOperationMatches{'List'}) or @resource[n] stringequals 'x'")
	fmt.Println(c.Format())
	fmt.Println(c.OneLine())
	// Output:
	// (
	//  (
	//   !(ActionMatches{'a/read'} AND NOT SubOperationMatches{'List'})
	//  )
	//  OR
	//  (
	//   @Resource[n] StringEquals 'x'
	//  )
	// )
	// ((!(ActionMatches{'a/read'} AND NOT SubOperationMatches{'List'})) OR (@Resource[n] StringEquals 'x'))
}

func ExampleCondition_Wire() {
	c, err := abac.ParseFile("", "# only ours\n@Resource[n] StringEquals 'x'")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := c.Wire()
	fmt.Println(text, err)
	// Output: @Resource[n] StringEquals 'x' <nil>
}

// The tree is there to be read by other programs.
func ExampleParts() {
	for e := range abac.Parts(abac.MustParse("NOT Exists @Resource[a] AND @Resource[b] StringEquals 'x'").Root()) {
		switch e := e.(type) {
		case *abac.Exists:
			fmt.Println("asks for", e.Attribute())
		case *abac.Comparison:
			fmt.Println("compares", e.Left(), "with", e.Right(), "by", e.Operator())
		default:
		}
	}
	// Output:
	// asks for @Resource[a]
	// compares @Resource[b] with 'x' by StringEquals
}

func ExampleCompile() {
	c := abac.MustParse("NOT @Resource[a] StringEquals 'x'")
	for _, mode := range []abac.Mode{abac.Strict, abac.Lenient} {
		fmt.Println(abac.Compile(c, mode).Decide(abac.Request{}))
	}
	// Output:
	// false
	// true
}

func ExampleBinding_Explain() {
	c := abac.MustParse("((!(ActionMatches{'a/read'})) OR (@Resource[n] StringEquals 'x'))")
	b := abac.Compile(c, abac.Strict).Bind(abac.Request{Action: "a/read", Resource: abac.Attributes{"n": abac.Text("y")}})
	fmt.Println(b.Explain())
	// Output:
	// deny: decided by @Resource[n] StringEquals 'x' at 1:35
	//   for the actions in the guard !(ActionMatches{'a/read'})
	//   true    ActionMatches{'a/read'}
	//   false   @Resource[n] StringEquals 'x'
}

// What is found comes with its place, the reason and what to write instead.
func ExampleCondition_Check() {
	c := abac.MustParse("@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals " +
		"{8e3af657-a8ff-443c-a75c-2fe8c4bcb635, 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9}")
	for _, d := range c.Check(nil) {
		fmt.Println(d.Rule, d.Severity, d.Message)
		fmt.Println(" ", d.Fix)
	}
	// Output:
	// AB015 warning a list of roles that may not be assigned
	//   list the roles that may be assigned
	// AB001 error ForAnyOfAnyValues:GuidNotEquals with several values is always true
	//   write ForAllOfAllValues:GuidNotEquals for none of them
}

// Did the edit let more pass?
func ExampleCompare() {
	old := abac.MustParse("@Resource[name] StringLike 'team-a/*'")
	next := abac.MustParse("@Resource[name] StringStartsWith 'team-a'")
	change := abac.Compare(old, next, abac.Strict)
	fmt.Println(change.Relation, change.OnlyNew.Resource)
	// Output: wider map[name:"team-a"]
}

func ExampleEqual() {
	const role = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
	sent := abac.MustParse(role + " ForAnyOfAnyValues:GuidEquals {08d4c71acc634ce4a9c85dd251b4d619}")
	echoed := abac.MustParse(role + "  GuidEquals 08D4C71A-CC63-4CE4-A9C8-5DD251B4D619")
	fmt.Println(sent.SameSyntax(echoed), abac.Equal(sent, echoed, abac.Strict).Answer)
	// Output: false yes
}

// What of a role does the condition never look at?
func ExampleUncovered() {
	c := abac.MustParse(`((!(ActionMatches{'` + abac.BlobWrite + `'} AND SubOperationMatches{'Blob.Write.WithTagHeaders'}))
		OR (Exists @Request[` + abac.BlobTagKeys + `]))`)
	for _, p := range abac.Uncovered([]string{abac.BlobWrite, abac.BlobDelete}, c, abac.Strict) {
		fmt.Println(p.Action, p.Suboperation)
	}
	// Output:
	// Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write Blob.Write.Tier
	// Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete
}

// A condition that reads like the sentence.
func ExampleFor() {
	c, err := abac.For(abac.QueueRead, abac.QueueProcess).
		Require(abac.Resource(abac.QueueName).StartsWith("orders-"), abac.Environment(abac.IsPrivateLink).IsTrue()).
		Condition()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Format())
	// Output:
	// (
	//  (
	//   !(ActionMatches{'Microsoft.Storage/storageAccounts/queueServices/queues/messages/read'})
	//   AND
	//   !(ActionMatches{'Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action'})
	//  )
	//  OR
	//  (
	//   @Resource[Microsoft.Storage/storageAccounts/queueServices/queues:name] StringStartsWith 'orders-'
	//   AND
	//   @Environment[isPrivateLink] BoolEquals true
	//  )
	// )
}

// Somebody may assign one role, to service principals only.
func ExampleDelegation() {
	c, err := abac.Delegation{Roles: []string{"acdd72a7-3385-48ef-bd42-f606fba81ae7"}, PrincipalTypes: []string{"ServicePrincipal"}}.Condition()
	fmt.Println(c != nil, err)
	fmt.Println(abac.Uncovered([]string{"Microsoft.Authorization/roleAssignments/*"}, c, abac.Strict))
	// Output:
	// true <nil>
	// []
}
