// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package abac reads, prints and evaluates the conditions of Azure role assignments.
//
// A condition is one more filter on a role assignment that already grants an action: it can take away and
// never add. [Parse] reads a text and says of each error its line, its column and what was expected;
// [Condition.Format] prints it in one canonical form. [Compile] makes a program of it, [Program.Bind] sets a
// [Request] before it, and [Binding.Evaluate] decides, without allocating; [Binding.Explain] says which
// part decided.
//
// [Condition.Check] finds what is wrong with a text, or probably not meant; docs/conditions.md explains its
// rules. [Compare], [Implies], [AlwaysTrue] and [Uncovered] decide about all requests there can be, and show
// an exception where there is one. [For] builds conditions, and there are recipes for the usual ones.
//
// Where the documentation is silent the package says what it does instead:
//
//   - AND binds tighter than OR.
//   - A comparison whose attribute is missing cannot be evaluated and is false, also for the Not-operators
//     (StringNotEquals and its kin). What NOT makes of such a comparison is a choice, see [Mode].
//   - The same holds for values of another type than the operator's, and for several values without a
//     quantifier. An empty list counts as missing.
//   - Names of actions, suboperations and attributes have no case; tag keys have. * in a name of an action
//     stands for any run of characters, also across /.
//   - In patterns of StringLike, \* and \? are the characters themselves, and \ in front of anything else
//     is a backslash.
//   - Letters of either case are paired one by one, as .NET does: no letter outside of ASCII equals one within.
//
// The package needs the standard library only. All its types are safe for concurrent use, but for
// [Binding], which belongs to one goroutine at a time.
package abac
