// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import "testing"

// TestGoName is the table of names: the spelling on the wire, in Go, as an unexported stem, as the stem
// of a file, and for people.
func TestGoName(t *testing.T) {
	t.Parallel()
	tests := []struct{ wire, name, stem, file, phrase string }{
		{"", "", "", "", ""},
		{"id", "ID", "id", "id", "ID"},
		{"name", "Name", "name", "name", "name"},
		{"etag", "ETag", "etag", "etag", "ETag"},
		{"eTag", "ETag", "etag", "etag", "ETag"},
		{"_etag", "ETag", "etag", "etag", "ETag"},
		{"ipV4", "IPv4", "ipv4", "ipv4", "IPv4"},
		{"publishIpv6Endpoint", "PublishIPv6Endpoint", "publishIPv6Endpoint", "publish_ipv6_endpoint", "publish IPv6 endpoint"},
		{"cidr", "CIDR", "cidr", "cidr", "CIDR"},
		{"staticCidrs", "StaticCIDRs", "staticCIDRs", "static_cidrs", "static CIDRs"},
		{"ids", "IDs", "ids", "ids", "IDs"},
		{"supportsHttpsTrafficOnly", "SupportsHTTPSTrafficOnly", "supportsHTTPSTrafficOnly", "supports_https_traffic_only", "supports HTTPS traffic only"},
		{"acls", "ACLs", "acls", "acls", "ACLs"},
		{"networkAcls", "NetworkACLs", "networkACLs", "network_acls", "network ACLs"},
		{"networkAclBypass", "NetworkACLBypass", "networkACLBypass", "network_acl_bypass", "network ACL bypass"},
		{"dnsZones", "DNSZones", "dnsZones", "dns_zones", "DNS zones"},
		{"oauth2", "OAuth2", "oauth2", "oauth2", "OAuth2"},
		{"oAuth2AuthenticationSettings", "OAuth2AuthenticationSettings", "oauth2AuthenticationSettings", "oauth2_authentication_settings", "OAuth2 authentication settings"},
		{"sku", "SKU", "sku", "sku", "SKU"},
		{"skus", "SKUs", "skus", "skus", "SKUs"},
		{"AzureOpenAI", "AzureOpenAI", "azureOpenAI", "azure_open_ai", "azure open AI"},
		{"AIServices", "AIServices", "aiServices", "ai_services", "AI services"},
		{"defenderForAISettings", "DefenderForAISettings", "defenderForAISettings", "defender_for_ai_settings", "defender for AI settings"},
		{"AzureADMyOrg", "AzureADMyOrg", "azureadMyOrg", "azuread_my_org", "AzureAD my org"},
		{"GoogleAdWords", "GoogleAdWords", "googleAdWords", "google_ad_words", "google ad words"},
		{"ADLSGen2", "ADLSGen2", "adlsGen2", "adls_gen2", "ADLS gen2"},
		{"AzureMySqlDb", "AzureMySQLDB", "azureMySQLDB", "azure_my_sql_db", "azure my SQL DB"},
		{"CosmosDBMongoDbApi", "CosmosDBMongoDBAPI", "cosmosDBMongoDBAPI", "cosmos_db_mongo_db_api", "cosmos DB mongo DB API"},
		{"raiPolicyName", "RAIPolicyName", "raiPolicyName", "rai_policy_name", "RAI policy name"},
		{"enableServiceSideCMKEncryption", "EnableServiceSideCMKEncryption", "enableServiceSideCMKEncryption", "enable_service_side_cmk_encryption", "enable service side CMK encryption"},
		{"storageAccountArmId", "StorageAccountARMID", "storageAccountARMID", "storage_account_arm_id", "storage account ARM ID"},
		{"hbiWorkspace", "HBIWorkspace", "hbiWorkspace", "hbi_workspace", "HBI workspace"},
		{"mlFlowRegistryUri", "MLFlowRegistryURI", "mlFlowRegistryURI", "ml_flow_registry_uri", "ML flow registry URI"},
		{"minimumTlsVersion", "MinimumTLSVersion", "minimumTLSVersion", "minimum_tls_version", "minimum TLS version"},
		{"TLS1_2", "TLS12", "tls12", "tls1_2", "TLS1 2"},
		{"RSA-HSM", "RSAHSM", "rsaHSM", "rsa_hsm", "RSA HSM"},
		{"serverX509Names", "ServerX509Names", "serverX509Names", "server_x509_names", "server x509 names"},
		{"diskSizeGB", "DiskSizeGB", "diskSizeGB", "disk_size_gb", "disk size GB"},
		{"GitHub", "GitHub", "gitHub", "git_hub", "git hub"},
		{"ManagedIdentity", "ManagedIdentity", "managedIdentity", "managed_identity", "managed identity"},
		{"idempotent", "Idempotent", "idempotent", "idempotent", "idempotent"},
		{"osaka", "Osaka", "osaka", "osaka", "osaka"},
		{"vnets", "VNets", "vnets", "vnets", "VNets"},
		{"etagged", "Etagged", "etagged", "etagged", "etagged"},
		{"resourceId", "ResourceID", "resourceID", "resource_id", "resource ID"},
		{"resourceIds", "ResourceIDs", "resourceIDs", "resource_ids", "resource IDs"},
		{"numberOfIpAddresses", "NumberOfIPAddresses", "numberOfIPAddresses", "number_of_ip_addresses", "number of IP addresses"},
		{"numberOfIPAddressesToAllocate", "NumberOfIPAddressesToAllocate", "numberOfIPAddressesToAllocate", "number_of_ip_addresses_to_allocate", "number of IP addresses to allocate"},
		{"ipamPoolPrefixAllocations", "IPAMPoolPrefixAllocations", "ipamPoolPrefixAllocations", "ipam_pool_prefix_allocations", "IPAM pool prefix allocations"},
		{"ipAddressType", "IPAddressType", "ipAddressType", "ip_address_type", "IP address type"},
		{"IPv4", "IPv4", "ipv4", "ipv4", "IPv4"},
		{"allowIPv6", "AllowIPv6", "allowIPv6", "allow_ipv6", "allow IPv6"},
		{"ipv4Address", "IPv4Address", "ipv4Address", "ipv4_address", "IPv4 address"},
		{"enableDdosProtection", "EnableDDoSProtection", "enableDDoSProtection", "enable_ddos_protection", "enable DDoS protection"},
		{"dhcpOptions", "DHCPOptions", "dhcpOptions", "dhcp_options", "DHCP options"},
		{"DHCPOptions", "DHCPOptions", "dhcpOptions", "dhcp_options", "DHCP options"},
		{"dnsServers", "DNSServers", "dnsServers", "dns_servers", "DNS servers"},
		{"natGateway", "NATGateway", "natGateway", "nat_gateway", "NAT gateway"},
		{"ApiKey", "APIKey", "apiKey", "api_key", "API key"},
		{"ApiManagement", "APIManagement", "apiManagement", "api_management", "API management"},
		{"OAuth2", "OAuth2", "oauth2", "oauth2", "OAuth2"},
		{"oauth2Settings", "OAuth2Settings", "oauth2Settings", "oauth2_settings", "OAuth2 settings"},
		{"AAD", "AAD", "aad", "aad", "AAD"},
		{"SAS", "SAS", "sas", "sas", "SAS"},
		{"fullyQualifiedDomainNames", "FullyQualifiedDomainNames", "fullyQualifiedDomainNames", "fully_qualified_domain_names", "fully qualified domain names"},
		{"fqdn", "FQDN", "fqdn", "fqdn", "FQDN"},
		{"targetUrl", "TargetURL", "targetURL", "target_url", "target URL"},
		{"urls", "URLs", "urls", "urls", "URLs"},
		{"keyVaultUri", "KeyVaultURI", "keyVaultURI", "key_vault_uri", "key vault URI"},
		{"skuName", "SKUName", "skuName", "sku_name", "SKU name"},
		{"VirtualNetwork", "VirtualNetwork", "virtualNetwork", "virtual_network", "virtual network"},
		{"vnetId", "VNetID", "vnetID", "vnet_id", "VNet ID"},
		{"SubnetPoolsMustBeSubsetOfVnetPools", "SubnetPoolsMustBeSubsetOfVNetPools", "subnetPoolsMustBeSubsetOfVNetPools", "subnet_pools_must_be_subset_of_vnet_pools", "subnet pools must be subset of VNet pools"},
		{"identity", "Identity", "identity", "identity", "identity"},
		{"dark-red", "DarkRed", "darkRed", "dark_red", "dark red"},
		{"$filter", "Filter", "filter", "filter", "filter"},
		{"x_y.z", "XYZ", "xYZ", "x_y_z", "x y z"},
		{"2024", "2024", "2024", "2024", "2024"},
		{"größe", "Größe", "größe", "größe", "größe"},
	}
	for _, tt := range tests {
		t.Run(tt.wire, func(t *testing.T) {
			t.Parallel()
			got := [4]string{goName(tt.wire), stem(tt.wire), fileName(tt.wire), phrase(tt.wire)}
			if want := [4]string{tt.name, tt.stem, tt.file, tt.phrase}; got != want {
				t.Errorf("names of %q = %q, want %q", tt.wire, got, want)
			}
		})
	}
}

// A Go name goes through the table unchanged, so that stems of names agree with names of stems.
func TestGoName_isStable(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{"numberOfIpAddresses", "enableDdosProtection", "OAuth2", "allowIPv6", "resourceIds", "targetUrls", "DHCPOptions"} {
		once := goName(wire)
		if twice := goName(once); twice != once {
			t.Errorf("goName(%q) = %q, want %q", once, twice, once)
		}
	}
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, got, want string }{
		{"article before a vowel", article("address pool"), "an address pool"},
		{"article before a consonant", article("pool"), "a pool"},
		{"plural", plural("pool"), "pools"},
		{"plural of y", plural("policy"), "policies"},
		{"plural of ey", plural("key"), "keys"},
		{"plural of x", plural("box"), "boxes"},
		{"plural of s", plural("address"), "addresses"},
		{"list of one", list([]string{"a"}, "or"), "a"},
		{"list of three", list([]string{"a", "b", "c"}, "or"), "a, b or c"},
		{"lower first", lowerFirst("An address pool."), "an address pool."},
		{"lower first leaves initialisms", lowerFirst("IPv4 only."), "IPv4 only."},
		{"lower first of one letter", lowerFirst("A pool."), "a pool."},
		{"sentence", sentence("A pool"), "A pool."},
		{"sentence with its stop", sentence("A pool."), "A pool."},
		{"no sentence", sentence(""), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
}
