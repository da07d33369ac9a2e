// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

func TestBlock_Condition(t *testing.T) {
	t.Parallel()
	const (
		guardOfWrite = "!(ActionMatches{'" + abac.BlobWrite + "'}) AND !(ActionMatches{'" + abac.BlobAdd + "'})"
		name         = "@Resource[" + abac.ContainerName + "]"
		noList       = "!(ActionMatches{'" + abac.BlobRead + "'} AND NOT SubOperationMatches{'Blob.List'})"
	)
	at := time.Date(2026, 1, 2, 3, 4, 5, 600, time.FixedZone("", 3600))
	container, path, person := abac.Resource(abac.ContainerName), abac.Resource(abac.BlobPath), abac.Principal(abac.SecurityAttribute("set", "name"))
	const personName = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:set_name]"
	tests := []struct {
		name  string
		block *abac.Block
		want  string
	}{
		{"siblings", abac.For(abac.BlobWrite).Require(container.Equals("c")), "((" + guardOfWrite + ") OR (" + name + " StringEquals 'c'))"},
		{"listing carries it", abac.For(abac.BlobRead).Require(container.Like("c*")), "((!(ActionMatches{'" + abac.BlobRead + "'})) OR (" + name + " StringLike 'c*'))"},
		{"listing is left", abac.For(abac.BlobRead).Leave(abac.BlobList).Require(path.StartsWith("p/")), "((" + noList + ") OR (@Resource[" + abac.BlobPath + "] StringStartsWith 'p/'))"},
		{"listing only", abac.For(abac.BlobRead).Only(abac.BlobList).Require(abac.Requested(abac.BlobPrefix).StartsWith("p/")),
			"((!(ActionMatches{'" + abac.BlobRead + "'} AND SubOperationMatches{'Blob.List'})) OR (@Request[" + abac.BlobPrefix + "] StringStartsWith 'p/'))"},
		{"all and any", abac.For(abac.QueueRead).Require(abac.Resource(abac.QueueName).In("a", "b"), abac.AnyOf(person.EqualsIgnoreCase("x"), person.IsMissing())).Require(abac.Environment(abac.IsPrivateLink).IsTrue()),
			"((!(ActionMatches{'" + abac.QueueRead + "'})) OR ((@Resource[" + abac.QueueName + "] ForAnyOfAnyValues:StringEquals {'a', 'b'} AND (" + personName + " StringEqualsIgnoreCase 'x' OR NOT Exists " + personName + ")) AND @Environment[isPrivateLink] BoolEquals true))"},
		{"times and numbers", abac.For(abac.QueueRead).Require(abac.Environment(abac.UtcNow).After(at), abac.Environment(abac.UtcNow).Before(at.Add(time.Hour)), person.AtLeast(3), person.AtMost(7)),
			"((!(ActionMatches{'" + abac.QueueRead + "'})) OR (@Environment[UtcNow] DateTimeGreaterThan '2026-01-02T02:04:05.0000006Z' AND @Environment[UtcNow] DateTimeLessThan '2026-01-02T03:04:05.0000006Z' AND " + personName + " NumericGreaterThanEquals 3 AND " + personName + " NumericLessThanEquals 7))"},
		{"other forms", abac.For(abac.BlobTagsWrite).Require(
			abac.Requested(abac.BlobTagKeys).OnlyIn("k", "l"), abac.Requested(abac.BlobTag("k")).NotIn("x"), abac.Resource(abac.BlobTag("k")).SameAs(person),
			path.NotEquals("p"), path.LikeIgnoreCase("P*"), abac.Resource(abac.BlobIsCurrentVersion).IsFalse(), abac.Requested(abac.BlobSnapshot).Exists(), path.StartsWithIgnoreCase("p/")),
			"((!(ActionMatches{'" + abac.BlobTagsWrite + "'})) OR (@Request[" + abac.BlobTagKeys + "] ForAllOfAnyValues:StringEquals {'k', 'l'} AND @Request[" + abac.BlobTag("k") + "] ForAllOfAllValues:StringNotEquals {'x'} AND @Resource[" + abac.BlobTag("k") + "] StringEquals " + personName +
				" AND @Resource[" + abac.BlobPath + "] StringNotEquals 'p' AND @Resource[" + abac.BlobPath + "] StringLikeIgnoreCase 'P*' AND @Resource[" + abac.BlobIsCurrentVersion + "] BoolEquals false AND Exists @Request[" + abac.BlobSnapshot + "] AND @Resource[" + abac.BlobPath + "] StringStartsWithIgnoreCase 'p/'))"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := tt.block.Condition()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, c.OneLine()); diff != "" {
				t.Errorf("Condition() (-want +got)\n%s", diff)
			}
			roundTrip(t, c)
		})
	}
}

func TestBlock_Condition_errors(t *testing.T) {
	t.Parallel()
	read := abac.For(abac.BlobRead)
	container, path := abac.Resource(abac.ContainerName), abac.Resource(abac.BlobPath)
	tests := []struct {
		name  string
		block *abac.Block
		want  []string
	}{
		{"nothing", abac.For(), []string{"names no action"}},
		{"no requirement", read, []string{"requires nothing"}},
		{"quote and number of faults", read.Require(container.Equals("it's"), container.In(), abac.Resource("").IsTrue(), container.Like("a\nb")), []string{"no escape", "compared with no value", "cannot name an attribute", "a\\nb"}},
		{"no GUID", abac.For(abac.AssignmentWrite).Require(abac.Requested(abac.RoleDefinitionID).InGUIDs("Owner")), []string{"no GUID"}},
		{"listing forgotten", read.Require(path.StartsWith("p/")), []string{"Leave(BlobList)"}},
		{"attribute of another action", abac.For(abac.AssignmentDelete).Require(abac.Requested(abac.PrincipalType).Equals("User")), []string{"AB004"}},
		{"attribute of no action", abac.For(abac.QueueRead).Require(abac.Resource("Queue").Equals("q")), []string{"AB013"}},
		{"type", read.Require(container.IsTrue()), []string{"AB021"}},
		{"hours", read.Require(abac.Environment(abac.UtcNow).BetweenHours(9, 17)), []string{"hours of each day", "one window"}},
		{"size", read.Require(container.In(strings.Split(strings.Repeat("container-name ", 600), " ")...)), []string{"AB020"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.block.Condition()
			if err == nil {
				t.Fatal("Condition() gives no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Condition() = %v, want %q in it", err, want)
				}
			}
			if errors.Is(err, abac.ErrDailyHours) != (tt.name == "hours") {
				t.Errorf("errors.Is(%v, ErrDailyHours) is wrong", err)
			}
		})
	}
	if _, err := abac.Join(); err == nil {
		t.Error("Join() of nothing gives no error")
	}
}
