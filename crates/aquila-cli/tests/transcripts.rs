//! Transcripts of the command: `tests/cmd/*.trycmd` at the root of the repository.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("../../tests/cmd/*.trycmd");
}
