// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp

// LogCategories returns the categories of access logs, without the old name that is being retired.
func LogCategories() []LogCategory {
	return []LogCategory{
		LogCategoryNSPPublicInboundPerimeterRulesAllowed,
		LogCategoryNSPPublicInboundPerimeterRulesDenied,
		LogCategoryNSPPublicOutboundPerimeterRulesAllowed,
		LogCategoryNSPPublicOutboundPerimeterRulesDenied,
		LogCategoryNSPOutboundAttempt,
		LogCategoryNSPIntraPerimeterInboundAllowed,
		LogCategoryNSPPublicInboundResourceRulesAllowed,
		LogCategoryNSPPublicInboundResourceRulesDenied,
		LogCategoryNSPPublicOutboundResourceRulesAllowed,
		LogCategoryNSPPublicOutboundResourceRulesDenied,
		LogCategoryNSPPrivateInboundAllowed,
		LogCategoryNSPCrossPerimeterInboundAllowed,
		LogCategoryNSPCrossPerimeterOutboundAllowed,
	}
}

// EveryLog returns the settings that log every category of [LogCategories].
func EveryLog() []LogSetting {
	var out []LogSetting
	for _, c := range LogCategories() {
		out = append(out, LogSetting{Category: c, Enabled: true})
	}
	return out
}

// DiagnosticSetting returns the id of a diagnostic setting on this perimeter.
func (id PerimeterID) DiagnosticSetting(name string) DiagnosticSettingID {
	return DiagnosticSettingID{Scope: id.String(), Name: name}
}
