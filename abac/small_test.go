// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"slices"
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// small makes conditions of few parts over a few attributes, so that all requests can be looked at.
type small struct {
	random
	names []string // of the attributes that the conditions may ask for
}

func newSmall(seed uint64) small { return small{random: newRandom(seed)} }

// smallFamilies are the attributes, with the type that the catalogue knows for them, or that they are given.
var smallFamilies = map[string]abac.Family{
	abac.ContainerName: abac.FamilyString, abac.BlobTagKeys: abac.FamilyString, smallLevel: abac.FamilyString, abac.UtcNow: abac.FamilyDateTime,
	abac.RoleDefinitionID: abac.FamilyGUID, abac.IsPrivateLink: abac.FamilyBool, "n": abac.FamilyNumeric, "s": abac.FamilyString,
}

const smallLevel = "Microsoft.Directory/CustomSecurityAttributes/Id:org_level"

var smallSources = map[string]string{
	abac.ContainerName: "Resource", abac.BlobTagKeys: "Resource", smallLevel: "Principal", abac.UtcNow: "Environment", abac.RoleDefinitionID: "Request",
	abac.IsPrivateLink: "Environment", "n": "Principal", "s": "Request",
}

// narrow chooses the attributes of the next conditions.
func (s *small) narrow() {
	all := []string{abac.ContainerName, abac.BlobTagKeys, smallLevel, abac.UtcNow, abac.RoleDefinitionID, abac.IsPrivateLink, "n", "s"}
	s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	s.names = all[:1+s.IntN(3)]
}

// condition returns an expression of one to four leaves.
func (s *small) condition() string {
	switch s.IntN(6) {
	case 0:
		return s.leaf()
	case 1:
		return "NOT (" + s.leaf() + pickOf(s.random, " AND ", " OR ") + s.leaf() + ")"
	case 2:
		return "((!(ActionMatches{'" + s.action() + "'})) OR (" + s.leaf() + "))"
	case 3:
		return "((!(ActionMatches{'" + s.action() + "'} AND NOT SubOperationMatches{'" + abac.BlobList + "'})) OR (" + s.leaf() + pickOf(s.random, " AND ", " OR ") + s.leaf() + "))"
	case 4:
		return "(" + s.leaf() + pickOf(s.random, " AND ", " OR ") + s.leaf() + ")" + pickOf(s.random, " AND ", " OR ") + "NOT (" + s.leaf() + ")"
	}
	return s.leaf() + pickOf(s.random, " AND ", " OR ") + s.leaf()
}

// variation returns another condition that often has something to do with a first one.
func (s *small) variation(text string) string {
	switch s.IntN(5) {
	case 0:
		return "(" + text + ") OR (" + s.leaf() + ")"
	case 1:
		return "(" + text + ") AND (" + s.leaf() + ")"
	case 2:
		return "NOT (NOT (" + text + ") AND NOT (" + s.leaf() + " AND " + s.leaf() + "))"
	case 3: // one word is another
		words := []string{"Equals", "Like", "StartsWith", "ForAnyOf", "ForAllOf", "OfAny", "OfAll", "AND", "OR", "'a'", "'ab'", "Less", "Greater", "IgnoreCase"}
		from := words[s.IntN(len(words))]
		to := map[string]string{
			"Equals": "NotEquals", "Like": "NotLike", "StartsWith": "NotStartsWith", "ForAnyOf": "ForAllOf", "ForAllOf": "ForAnyOf", "OfAny": "OfAll", "OfAll": "OfAny",
			"AND": "OR", "OR": "AND", "'a'": "'A'", "'ab'": "'a?'", "Less": "Greater", "Greater": "Less", "IgnoreCase": "",
		}[from]
		if other := strings.Replace(text, from, to, 1); valid(other) {
			return other
		}
	}
	return s.condition()
}

func valid(text string) bool {
	_, err := abac.Parse(text)
	return err == nil
}

func (s *small) action() string {
	return pickOf(s.random, abac.BlobRead, abac.BlobWrite, strings.ToUpper(abac.BlobAdd), "*/read", strings.TrimSuffix(abac.BlobRead, "read")+"*", "*")
}

func (s *small) leaf() string {
	switch s.IntN(8) {
	case 0:
		return pickOf(s.random, "", "!") + "ActionMatches{'" + s.action() + "'}"
	case 1:
		return pickOf(s.random, "", "!") + "SubOperationMatches{'" + pickOf(s.random, abac.BlobList, strings.ToLower(abac.BlobWriteTier), "Blob.Write.*") + "'}"
	case 2:
		return pickOf(s.random, "", "NOT ") + "Exists " + s.attribute(pickOf(s.random, s.names...))
	}
	return pickOf(s.random, "", "", "", "NOT ") + s.comparison(pickOf(s.random, s.names...))
}

func (s *small) attribute(name string) string { return "@" + smallSources[name] + "[" + name + "]" }

// comparison compares an attribute with a value, a set, or another attribute of its family.
func (s *small) comparison(name string) string {
	family, attribute := smallFamilies[name], s.attribute(name)
	if name == smallLevel && s.IntN(4) == 0 {
		family = abac.FamilyNumeric
	}
	operators := smallOperators(family)
	quantify := family != abac.FamilyDateTime && family != abac.FamilyBool
	if name != abac.BlobTagKeys && (!quantify || s.IntN(2) == 0) {
		right := s.literal(family)
		if other := s.other(name, family); other != "" && s.IntN(4) == 0 {
			right = other
		}
		if s.IntN(6) == 0 {
			attribute, right = right, attribute
		}
		return attribute + " " + string(family) + pickOf(s.random, operators...) + " " + right
	}
	if family == abac.FamilyString {
		operators = operators[:8]
	}
	set := make([]string, 1+s.IntN(2))
	for i := range set {
		set[i] = s.literal(family)
	}
	right := "{" + strings.Join(set, ", ") + "}"
	if s.IntN(6) == 0 {
		attribute, right = right, attribute
	}
	return attribute + " " + pickOf(s.random, "ForAnyOfAnyValues:", "ForAllOfAnyValues:", "ForAnyOfAllValues:", "ForAllOfAllValues:") + string(family) + pickOf(s.random, operators...) + " " + right
}

// other returns another attribute of the same family, or "".
func (s *small) other(name string, family abac.Family) string {
	for _, n := range s.names {
		if n != name && n != abac.BlobTagKeys && smallFamilies[n] == family {
			return s.attribute(n)
		}
	}
	return ""
}

func smallOperators(f abac.Family) []string {
	switch f {
	case abac.FamilyString:
		return slices.Clone([]string{
			"Equals", "NotEquals", "Like", "NotLike", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "LikeIgnoreCase", "NotLikeIgnoreCase",
			"StartsWith", "NotStartsWith", "StartsWithIgnoreCase", "NotStartsWithIgnoreCase",
		})
	case abac.FamilyNumeric, abac.FamilyDateTime:
		return []string{"Equals", "NotEquals", "GreaterThan", "GreaterThanEquals", "LessThan", "LessThanEquals"}
	}
	return []string{"Equals", "NotEquals"}
}

func (s *small) literal(f abac.Family) string {
	switch f {
	case abac.FamilyString:
		return "'" + pickOf(s.random, "a", "A", "b", "ab", "aB", "b*", "a?", "*b", "", "a\\*") + "'"
	case abac.FamilyNumeric:
		return strconv.Itoa(s.IntN(5) - 2)
	case abac.FamilyDateTime:
		return "'" + pickOf(s.random, randomTimes...) + "'"
	case abac.FamilyGUID:
		return pickOf(s.random, randomGUIDs...)
	}
	return pickOf(s.random, "true", "false")
}
