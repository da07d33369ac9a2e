// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"errors"
	"fmt"
	"slices"
)

// Block is a guard with what it requires of the actions in it. All other actions pass.
type Block struct {
	targets     []guardTarget
	leaves      []string // suboperations that shall pass
	requirement Requirement
}

// guardTarget is an action of a guard: of one suboperation only, without one, or as a whole.
type guardTarget struct {
	action, only string
	except       []string
}

// For begins a block about some actions. With blobs/write goes blobs/add/action, and the other way round:
// either makes blobs. A suboperation whose requests do not carry what is required is taken out of the guard;
// what becomes of it must then be said, by another block or by [Block.Leave].
func For(actions ...string) *Block {
	b := &Block{}
	for _, a := range actions {
		b.targets = append(b.targets, guardTarget{action: a})
	}
	for _, pair := range [][2]string{{BlobWrite, BlobAdd}, {BlobAdd, BlobWrite}} {
		if slices.Contains(actions, pair[0]) && !slices.Contains(actions, pair[1]) {
			b.targets = append(b.targets, guardTarget{action: pair[1]})
		}
	}
	return b
}

// Only narrows the block down to a suboperation, such as [BlobList].
func (b *Block) Only(suboperation string) *Block {
	next := b.clone()
	for i := range next.targets {
		next.targets[i].only = suboperation
	}
	return next
}

// Leave says that a suboperation shall pass.
func (b *Block) Leave(suboperation string) *Block {
	next := b.clone()
	next.leaves = append(next.leaves, suboperation)
	return next
}

// Require adds what the actions must meet, all of it.
func (b *Block) Require(all ...Requirement) *Block {
	next := b.clone()
	if next.requirement.expr != nil || next.requirement.fault != nil {
		all = append([]Requirement{next.requirement}, all...)
	}
	next.requirement = AllOf(all...)
	return next
}

func (b *Block) clone() *Block {
	return &Block{targets: slices.Clone(b.targets), leaves: slices.Clone(b.leaves), requirement: b.requirement}
}

// Condition returns the condition of the block, or everything that is wrong with it.
func (b *Block) Condition() (*Condition, error) { return Join(b) }

// Join returns the condition that some blocks make together, or everything that is wrong with them: each
// request must meet all blocks that name its action.
func Join(blocks ...*Block) (*Condition, error) {
	var faults []error
	var roots []Expr
	for _, b := range blocks {
		faults = append(faults, b.requirement.fault)
		switch {
		case len(b.targets) == 0:
			faults = append(faults, errors.New("a block names no action"))
		case b.requirement.expr == nil && b.requirement.fault == nil:
			faults = append(faults, fmt.Errorf("a block about %s requires nothing", b.targets[0].action))
		default:
			roots = append(roots, b.expr())
		}
	}
	if len(blocks) == 0 {
		faults = append(faults, errors.New("there are no blocks"))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("abac: build condition: %w", err)
	}
	built := &Condition{root: roots[0]}
	if len(roots) > 1 {
		built.root = &Logical{connective: And, operands: roots}
	}
	c, err := Parse(built.Format()) // now it has positions
	if err == nil {
		err = reviewed(c, blocks)
	}
	if err != nil {
		return nil, fmt.Errorf("abac: build condition: %w", err)
	}
	return c, nil
}

// expr returns (guard) OR (requirement).
func (b *Block) expr() Expr {
	asked := (&checker{condition: &Condition{root: b.requirement.expr}}).resources()
	var guards []Expr
	for _, t := range b.targets {
		if t.only == "" {
			for _, v := range variants(t.action) {
				lacks := slices.ContainsFunc(asked, func(a Attribute) bool { return !v.carries(a) })
				if v.Suboperation == BlobList && (lacks || slices.Contains(b.leaves, BlobList)) {
					t.except = append(t.except, v.Suboperation)
				}
			}
		}
		guards = append(guards, &Not{operand: t.expr()})
	}
	guard := guards[0]
	if len(guards) > 1 {
		guard = &Logical{connective: And, operands: guards}
	}
	return &Logical{connective: Or, operands: []Expr{guard, b.requirement.expr}}
}

// expr returns what the guard turns around.
func (t guardTarget) expr() Expr {
	parts := []Expr{&Match{function: ActionMatches, pattern: t.action}}
	if t.only != "" && len(variants(t.action)) > 1 {
		parts = append(parts, &Match{function: SubOperationMatches, pattern: t.only})
	}
	for _, name := range t.except {
		parts = append(parts, &Not{operand: &Match{function: SubOperationMatches, pattern: name}})
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return &Logical{connective: And, operands: parts}
}

// reviewed checks what was built. What cannot work is an error, and so is listing that passes without
// anybody having said so.
func reviewed(c *Condition, blocks []*Block) error {
	var faults []error
	left := slices.ContainsFunc(blocks, func(b *Block) bool { return slices.Contains(b.leaves, BlobList) })
	for _, d := range c.Check(nil) {
		switch {
		case d.Rule == ruleListing && d.Severity == SeverityInfo && !left:
			faults = append(faults, errors.New("listing blobs does not carry what is required, and would pass: add a block For(BlobRead).Only(BlobList), or Leave(BlobList)"))
		case d.Severity == SeverityError, d.Rule == ruleNotCarried, d.Rule == rulePathOfList:
			faults = append(faults, fmt.Errorf("%s: %s; %s", d.Rule, d.Message, d.Fix))
		}
	}
	return errors.Join(faults...)
}
