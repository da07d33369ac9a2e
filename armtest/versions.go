// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import "slices"

// The lists of this file are the API versions in which Microsoft's published types (github.com/Azure/bicep-types-az,
// of August 2026) have a resource type, oldest first. That the service takes more, or no longer takes some, is
// possible.

// since returns the versions from one on.
func since(versions []string, first string) []string { return versions[slices.Index(versions, first):] }

// networkVersions are the API versions of virtual networks and their subnets.
func networkVersions() []string {
	return []string{
		"2015-05-01-preview", "2015-06-15", "2016-03-30", "2016-06-01", "2016-09-01", "2016-12-01", "2017-03-01", "2017-03-30",
		"2017-06-01", "2017-08-01", "2017-09-01", "2017-10-01", "2017-11-01", "2018-01-01", "2018-02-01", "2018-04-01", "2018-06-01",
		"2018-07-01", "2018-08-01", "2018-10-01", "2018-11-01", "2018-12-01", "2019-02-01", "2019-04-01", "2019-06-01", "2019-07-01",
		"2019-08-01", "2019-09-01", "2019-11-01", "2019-12-01", "2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01", "2020-07-01",
		"2020-08-01", "2020-11-01", "2021-02-01", "2021-03-01", "2021-05-01", "2021-08-01", "2022-01-01", "2022-05-01", "2022-07-01",
		"2022-09-01", "2022-11-01", "2023-02-01", "2023-04-01", "2023-05-01", "2023-06-01", "2023-09-01", "2023-11-01", "2024-01-01",
		"2024-03-01", "2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01",
	}
}

// managerConnectionVersions are the API versions of the connections of network managers, on both sides.
func managerConnectionVersions() []string {
	first := []string{"2021-05-01-preview", "2022-01-01", "2022-02-01-preview", "2022-04-01-preview", "2022-05-01"}
	return slices.Concat(first, since(networkVersions(), "2022-07-01"))
}

// managerVersions are the API versions of network managers.
func managerVersions() []string {
	out := slices.Concat([]string{"2021-02-01-preview"}, managerConnectionVersions())
	return slices.Insert(out, slices.Index(out, "2024-01-01")+1, "2024-01-01-preview")
}

// poolVersions are the API versions of address pools and what was taken from them by hand.
func poolVersions() []string {
	return slices.Concat([]string{"2024-01-01-preview"}, since(networkVersions(), "2024-05-01"))
}

// perimeterVersions are the API versions of network security perimeters.
func perimeterVersions() []string {
	return slices.Insert(perimeterPartVersions(), 1, "2021-03-01-preview")
}

// perimeterPartVersions are the API versions of what is in perimeters.
func perimeterPartVersions() []string {
	first := []string{"2021-02-01-preview", "2023-07-01-preview", "2023-08-01-preview", "2024-06-01-preview"}
	return slices.Concat(first, since(networkVersions(), "2024-07-01"))
}

// diagnosticSettingVersions are the API versions of diagnostic settings.
func diagnosticSettingVersions() []string {
	return []string{"2015-07-01", "2016-09-01", "2017-05-01-preview", "2020-01-01-preview", "2021-05-01-preview"}
}

// accountVersions are the API versions of accounts of Cognitive Services.
func accountVersions() []string {
	return []string{
		"2016-02-01-preview", "2017-04-18", "2021-04-30", "2021-10-01", "2022-03-01", "2022-10-01", "2022-12-01", "2023-05-01",
		"2023-10-01-preview", "2024-04-01-preview", "2024-06-01-preview", "2024-10-01", "2025-04-01-preview", "2025-06-01",
		"2025-07-01-preview", "2025-09-01", "2025-10-01-preview", "2025-12-01", "2026-01-15-preview", "2026-03-01", "2026-03-15-preview",
		"2026-05-01", "2026-05-15-preview", "2026-07-01",
	}
}

// projectVersions are the API versions of projects, and of connections and capability hosts of accounts and
// projects.
func projectVersions() []string { return since(accountVersions(), "2025-04-01-preview") }

// workspaceVersions are the API versions of workspaces of Azure Machine Learning.
func workspaceVersions() []string {
	first := []string{
		"2018-03-01-preview", "2018-11-19", "2019-05-01", "2019-06-01", "2019-11-01", "2020-01-01", "2020-02-18-preview", "2020-03-01",
		"2020-04-01", "2020-05-01-preview", "2020-05-15-preview",
	}
	return slices.Concat(first, workspaceConnectionVersions())
}

// workspaceConnectionVersions are the API versions of connections of workspaces.
func workspaceConnectionVersions() []string {
	return []string{
		"2020-06-01", "2020-08-01", "2020-09-01-preview", "2021-01-01", "2021-03-01-preview", "2021-04-01", "2021-07-01",
		"2022-01-01-preview", "2022-02-01-preview", "2022-05-01", "2022-06-01-preview", "2022-10-01", "2022-10-01-preview",
		"2022-12-01-preview", "2023-02-01-preview", "2023-04-01", "2023-04-01-preview", "2023-06-01-preview", "2023-08-01-preview",
		"2023-10-01", "2024-01-01-preview", "2024-04-01", "2024-04-01-preview", "2024-07-01-preview", "2024-10-01", "2024-10-01-preview",
		"2025-01-01-preview", "2025-04-01", "2025-04-01-preview", "2025-06-01", "2025-07-01-preview", "2025-09-01", "2025-10-01-preview",
		"2025-12-01", "2026-01-15-preview", "2026-03-01", "2026-03-15-preview", "2026-05-01", "2026-05-15-preview",
	}
}
