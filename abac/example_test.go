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
	//   true    ActionMatches{'a/read'}
	//   false   @Resource[n] StringEquals 'x'
}
