// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"strings"
)

// covered reports whether some requests of an action are looked at, of any suboperation or of one.
func covered(all []reach, action string, suboperations ...string) bool {
	return slices.ContainsFunc(all, func(r reach) bool {
		return r.Action == action && !r.passes && (suboperations == nil || slices.Contains(suboperations, r.Suboperation))
	})
}

// there reports whether an action is one of those that were looked at.
func there(all []reach, action string) bool {
	return slices.ContainsFunc(all, func(r reach) bool { return r.Action == action })
}

// weight is that of a finding about actions that pass: more where the role is known to grant them.
func (k *checker) weight() Severity {
	if k.options.Granted != nil {
		return SeverityWarning
	}
	return SeverityInfo
}

// siblings compares the blob actions that are looked at with those that pass.
func (k *checker) siblings(all []reach) {
	read, list := covered(all, BlobRead, ""), covered(all, BlobRead, BlobList)
	switch {
	case list && !read:
		k.report(ruleListing, SeverityWarning, k.guardOf(BlobRead), "listing is looked at, reading is not", "every blob can be read by its name",
			"take SubOperationMatches{'Blob.List'} out of the guard, or add a block about reading")
	case read && !list:
		k.report(ruleListing, SeverityInfo, k.guardOf(BlobRead), "reading is looked at, listing is not", "the names of all blobs can be listed",
			"if that is not meant, add a block about listing, with @Request["+BlobPrefix+"]")
	}
	write, add := covered(all, BlobWrite), covered(all, BlobAdd)
	switch {
	case write && !add && there(all, BlobAdd):
		k.report(ruleSiblings, SeverityWarning, k.guardOf(BlobWrite), "blobs/write is looked at, blobs/add/action is not", "new blobs can be made without being looked at",
			"add blobs/add/action to the guard")
	case add && !write && there(all, BlobWrite):
		k.report(ruleSiblings, SeverityWarning, k.guardOf(BlobAdd), "blobs/add/action is looked at, blobs/write is not", "blobs can be made and overwritten by a write",
			"add blobs/write to the guard")
	}
	if !write && !add {
		return
	}
	if there(all, BlobDelete) && !covered(all, BlobDelete) {
		severity := k.weight()
		if read && k.askable(all, BlobDelete) {
			severity = SeverityWarning
		}
		k.report(ruleDelete, severity, k.guardOf(BlobWrite), "writing is looked at, blobs/delete is not", "every blob can be deleted", "add blobs/delete to the guard if the role grants it")
	}
	var open []string
	for _, action := range []string{BlobMove, BlobTagsWrite, BlobDeleteVersion, BlobPermanentDelete, BlobRunAsSuperUser} {
		if there(all, action) && !covered(all, action) {
			open = append(open, strings.TrimPrefix(action, containers+"/"))
		}
	}
	if len(open) > 0 {
		k.report(ruleSiblings, k.weight(), k.guardOf(BlobWrite), strings.Join(open, ", ")+" pass", "they change blobs as well",
			"add those that the role grants to the guard")
	}
}

// askable reports whether the requests of an action carry all that the condition asks of resources and
// requests: leaving the action out is then hardly meant.
func (k *checker) askable(all []reach, action string) bool {
	asked := k.resources()
	return len(asked) > 0 && slices.ContainsFunc(all, func(r reach) bool {
		return r.Action == action && !slices.ContainsFunc(asked, func(a Attribute) bool { return !r.carries(a) })
	})
}

// guardOf returns where an action is named first.
func (k *checker) guardOf(action string) Span {
	for e := range parts(k.condition.root) {
		if m, ok := e.(*Match); ok && m.function == ActionMatches && actionWildcards.glob(m.pattern, action, true) {
			return m.Span()
		}
	}
	return Span{}
}

// otherActions reports actions that pass although their requests carry all that is asked for: the guard
// names others.
func (k *checker) otherActions(all []reach) {
	asked := k.resources()
	if len(asked) == 0 || !slices.ContainsFunc(all, func(r reach) bool { return !r.passes }) {
		return
	}
	reported := []string{BlobAdd, BlobDelete, BlobMove, BlobTagsWrite, BlobDeleteVersion, BlobPermanentDelete, BlobRunAsSuperUser}
	sideways := !slices.ContainsFunc(all, func(r reach) bool {
		return !r.passes && r.Action != BlobTagsRead && r.Action != BlobTagsWrite && r.Action != BlobFilter
	})
	var open []string
	for _, r := range all {
		carriesAll := !slices.ContainsFunc(asked, func(a Attribute) bool { return !r.carries(a) })
		if !r.passes || !carriesAll || r.Suboperation != "" || slices.Contains(reported, r.Action) && !sideways {
			continue
		}
		if r.granted || sideways {
			open = append(open, r.Action[strings.LastIndex(r.Action[:strings.LastIndexByte(r.Action, '/')], "/")+1:])
		}
	}
	if len(open) > 0 {
		k.report(ruleOtherActions, SeverityWarning, Span{}, "the guards leave out "+strings.Join(open, ", "), "their requests pass without being looked at, although they carry what is asked for",
			"add the actions that the role grants to the guards")
	}
}

// resources returns the attributes that the condition asks for, of the resource and the request.
func (k *checker) resources() []Attribute {
	var list []Attribute
	add := func(o Operand) {
		if a, ok := o.(Attribute); ok && a.Source <= SourceRequest {
			list = append(list, a)
		}
	}
	for e := range parts(k.condition.root) {
		switch e := e.(type) {
		case *Exists:
			add(e.attribute)
		case *Comparison:
			add(e.left)
			add(e.right)
		default:
		}
	}
	return list
}
