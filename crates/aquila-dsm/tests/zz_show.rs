mod decoded;
#[test]
fn show() {
    for path in std::env::var("SHOW").unwrap_or_default().split(' ').filter(|p| !p.is_empty()) {
        let chunks = decoded::chunks(std::path::Path::new(path));
        let (batch, infos) = decoded::decode(&chunks, true);
        println!("##### {path}");
        println!("{}", decoded::render(&batch, &infos));
    }
}
