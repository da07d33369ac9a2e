package condition

roles := {
	"52e6b438-f2a7-4269-a651-0c5ca6a3a450",
	"128b2f33-d23f-4892-a181-95315d9dc9f8",
	"0ed90475-e8e2-481e-a36f-1600099950d8",
	"6f03675a-6b0d-411e-a3d9-8d111738f7d9",
	"6cad4a26-0f21-4d3a-a90c-f28c1fb17c23",
	"39263059-a170-4a09-a953-0fd6f29d0da9",
	"93bd04cf-95e6-4658-a0cb-3898f9ebdacc",
	"0becd7b0-8e81-4dbc-a221-6b4c4a23d596",
	"24ede6a4-8a6a-41e2-a922-8f6d4ef8aa38",
	"d0eda82f-ae97-42e4-a1a6-923a94e3bf91",
	"a38fd547-3018-45f5-a18f-b64c8c38fb29",
	"1012f037-907a-40f4-a9e7-7f1534b9b5df",
	"ae2eb154-881e-46d7-ac6f-7731506bf2ef",
	"95e761d1-ec66-4740-a5c9-3f984cbd87ad",
	"cb5c7427-2e05-4b2f-ac7a-14f43e7d1bfb",
	"930d6eaf-4cdd-4867-a7eb-57eee00902c7",
	"babced20-72e6-449b-a9be-12bdfaecbd38",
	"1e398f10-830e-46b0-a2a3-5790c1d3fcff",
	"26e87555-eeea-47d2-a6bf-f6460a097c97",
	"ab1031d0-13de-4c3b-a8ed-ca0292b1d3f2",
}

default allow := false

allow if not input.action in {"microsoft.authorization/roleassignments/write", "microsoft.authorization/roleassignments/delete"}

allow if {
	input.action == "microsoft.authorization/roleassignments/write"
	input.requested in roles
}

allow if {
	input.action == "microsoft.authorization/roleassignments/delete"
	input.assigned in roles
}
